/* <conv1x1-explorer>: a small photograph, a layer of two filters whose weights are sliders, and its two outputs.

   What stands inside the element is shown where this script does not run.

   The photograph: Eileen Collins, NASA Great Images database, in the public domain, as it comes with scikit-image
   (skimage.data.astronaut). Rows 0 to 383 and columns 32 to 415 of it, each block of 8×8 pixels replaced by its mean,
   from 0 to 1, rounded to hundredths: so a sum that is shown with three decimals is exact. */
"use strict";
{
  const SIZE = 48;
  const AREA = SIZE * SIZE;
  const WEIGHT = [[0.3, 0.6, 0.1], [-1, 0, 1]]; // to start with
  const BIAS = [0, 0];
  const PIXEL = [40, 6];

  const WORDS = {
    en: {
      hint: "Click or tap a pixel of the photograph, or use the arrow keys. Its three numbers go into both filters; each filter makes one number of them, in the same place. No other pixel takes part.",
      photograph: "photograph; the arrow keys choose a pixel",
      colours: ["red", "green", "blue"],
      bias: "bias",
      place: (h, w) => `row h = ${h}, column w = ${w}`,
      filter: "Filter",
      output: "output",
      scale: ["negative", "positive"],
      within: "all within ±1",
      beyond: (percent) => `${percent}% beyond ±1`,
      relu: "ReLU: negative → 0",
      reset: "Reset",
    },
    hi: {
      hint: "फ़ोटो के किसी पिक्सेल पर क्लिक या टैप कीजिए, या तीर वाली कुंजियाँ दबाइए। पिक्सेल की तीनों संख्याएँ दोनों फ़िल्टरों में जाती हैं, और हर फ़िल्टर उनसे उसी जगह की एक संख्या बनाता है। इन योगों में कोई और पिक्सेल नहीं आता।",
      photograph: "फ़ोटो; तीर वाली कुंजियों से पिक्सेल चुनिए",
      colours: ["लाल", "हरा", "नीला"],
      bias: "बायस",
      place: (h, w) => `पंक्ति h = ${h}, स्तंभ w = ${w}`,
      filter: "फ़िल्टर",
      output: "आउटपुट",
      scale: ["ऋणात्मक", "धनात्मक"],
      within: "सब ±1 के भीतर",
      beyond: (percent) => `${percent}% संख्याएँ ±1 से बाहर`,
      relu: "ReLU: ऋणात्मक → 0",
      reset: "भार पहले जैसे कीजिए",
    },
  };

  const STYLE = `
    :host { display: block; margin: 1.5rem 0; container-type: inline-size; }
    * { box-sizing: border-box; margin: 0; }
    .panel { --unit: clamp(2.5rem, 25cqw - 2.25rem, 4.25rem); --line: 1px solid var(--pst-color-border, #c9c9c9);
      --edge: 1px solid var(--pst-color-text-muted, #666); display: grid; gap: .75rem; padding: .75rem; font-size: .875rem;
      line-height: 1.45; border: var(--line); border-radius: .25rem; color: var(--pst-color-text-base, #222);
      background: var(--pst-color-surface, #f5f5f5); }
    .maps, .channels figure, .controls, label { display: flex; gap: .5rem; align-items: center; }
    .maps { align-items: start; }
    .channels, .filters, .filter { display: grid; gap: .5rem; }
    .channels figure { white-space: nowrap; line-height: 1.3; }
    .map { position: relative; line-height: 0; cursor: crosshair; touch-action: pan-y; }
    .channels .map { width: var(--unit); }
    .photo .map { width: calc(3 * var(--unit) + 1rem); touch-action: none; }
    canvas { width: 100%; aspect-ratio: 1; image-rendering: pixelated; outline: var(--line); }
    .mark { position: absolute; width: ${100 / SIZE}%; height: ${100 / SIZE}%; pointer-events: none;
      box-shadow: 0 0 0 1px #000, 0 0 0 3px #fff, 0 0 0 4px #000; }
    .swatch { display: inline-block; width: .8em; height: .8em; margin-right: .2em; vertical-align: -.05em; border: var(--edge); }
    code { font-family: var(--pst-font-family-monospace, monospace); white-space: nowrap; }
    code, figcaption { font-size: .8125rem; }
    .photo figcaption, .filter figcaption { margin-top: .35rem; }
    .controls { flex-wrap: wrap; justify-content: space-between; align-content: start; }
    .scale { display: grid; grid-template-columns: 1fr auto 1fr; flex: 0 0 100%; }
    .scale i { grid-column: 1 / -1; height: .8rem; border: var(--edge); background: linear-gradient(90deg, rgb(60 150 255), #000, #fff); }
    .scale :last-child { text-align: right; }
    button, .relu { min-height: 2.25rem; }
    button { padding: 0 .75rem; font: inherit; color: inherit; cursor: pointer; border: var(--edge); border-radius: .25rem;
      background: var(--pst-color-background, #fff); }
    fieldset { min-width: 0; padding: 0 .6rem .6rem; border: var(--line); border-radius: .25rem; background: var(--pst-color-background, #fff); }
    legend { padding: 0 .3rem; font-weight: bold; }
    .filter { padding-top: .25rem; grid-template-columns: minmax(0, 1fr) min(8.5rem, 36cqw); column-gap: .75rem; }
    .sliders { display: grid; grid-template-columns: 1fr auto; align-content: start; }
    .sum { grid-column: 1 / -1; line-height: 1.6; min-height: 6.4em; }
    .sum, output { font-variant-numeric: tabular-nums; }
    .sum span { white-space: nowrap; }
    input { accent-color: var(--pst-color-primary, #0a6e78); width: 1.25rem; height: 1.25rem; }
    [type="range"] { grid-column: 1 / -1; width: 100%; height: 1.75rem; margin-bottom: .25rem; }
    :focus-visible { outline: 3px solid var(--pst-color-accent, #8045e5); outline-offset: 2px; }
    .spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    @container (min-width: 40rem) {
      .panel { grid-template: auto 1fr auto / auto 1fr; column-gap: 1rem; }
      .panel > p, .controls { grid-column: 2; }
      .maps { grid-area: 1 / 1 / 3; }
      .filters { grid-column: 1 / -1; grid-template-columns: 1fr 1fr; gap: .75rem; }
    }`;

  const map = (name) => `<div class="map"><canvas width="${SIZE}" height="${SIZE}" ${name}></canvas><i class="mark"></i></div>`;

  function slider(id, name, reach) {
    return `<label for="${id}">${name}</label><output for="${id}" aria-live="off"></output>
      <input type="range" id="${id}" min="${-reach}" max="${reach}" step="0.1">`;
  }

  function filter(words, k) {
    return `<fieldset><legend>${words.filter} ${k}</legend><div class="filter">
      <div class="sliders">${words.colours.map((word, c) => slider(`w${k}${c}`, `${word} <code>W[${k}, ${c}]</code>`, 2)).join("")}
        ${slider(`b${k}`, `${words.bias} <code>b[${k}]</code>`, 1)}</div>
      <figure>${map(`role="img" aria-label="${words.output} O[${k}]"`)}
        <figcaption><code>O[${k}]</code> <b></b><br><span></span></figcaption></figure>
      <p class="sum"></p></div></fieldset>`;
  }

  function channel(word, c) {
    return `<figure>${map('aria-hidden="true"')}
      <figcaption>${word} <code>I[${c}]</code> <br><b></b></figcaption></figure>`;
  }

  function markup(words) {
    return `<style>${STYLE}</style><div class="panel">
      <p>${words.hint}</p>
      <div class="maps">
        <figure class="photo">${map('aria-hidden="true"').replace(">", ` tabindex="0" role="application" aria-label="${words.photograph}">`)}
          <figcaption></figcaption></figure>
        <div class="channels">${words.colours.map(channel).join("")}</div>
      </div>
      <div class="controls">
        <div class="scale"><i></i><span>≤ −1 ${words.scale[0]}</span><span>0</span><span>${words.scale[1]} ≥ 1</span></div>
        <label class="relu"><input type="checkbox">${words.relu}</label>
        <button type="button">${words.reset}</button>
      </div>
      <div class="filters">${[0, 1].map((k) => filter(words, k)).join("")}</div>
      <p class="spoken" role="status"></p></div>`;
  }

  /** Red, green and blue of a number on the scale of the maps: −1 blue, 0 black, 1 white. */
  function colour(number) {
    const light = Math.min(Math.abs(number), 1);
    return (number < 0 ? [60, 150, 255] : [255, 255, 255]).map((full) => full * light);
  }

  function paint(canvas, rgb) {
    const picture = new ImageData(SIZE, SIZE);
    for (let p = 0; p < AREA; p++) picture.data.set([...rgb(p), 255], 4 * p);
    canvas.getContext("2d").putImageData(picture, 0, 0);
  }

  const written = (number, digits) => number.toFixed(digits).replace(/^-(0\.0*)$/, "$1").replace("-", "−");
  const bracketed = (number) => (number < 0 ? `(${written(number, 1)})` : written(number, 1));
  const coloured = (number, digits) => `<i class="swatch" style="background: rgb(${colour(number)})"></i>${written(number, digits)}`;

  const inside = (place) => Math.min(Math.max(Math.floor(place), 0), SIZE - 1);

  function under(map, event) {
    const { top, left, width } = map.getBoundingClientRect();
    return [event.clientY - top, event.clientX - left].map((part) => inside((part / width) * SIZE));
  }

  class Explorer extends HTMLElement {
    #pixel = PIXEL;
    #sums = new Float64Array(2 * AREA);
    #timer;

    connectedCallback() {
      if (this.shadowRoot) return;
      this.words = this.closest("[lang]")?.lang.startsWith("hi") ? WORDS.hi : WORDS.en;
      this.attachShadow({ mode: "open" }).innerHTML = markup(this.words);
      const [photograph, ...channels] = this.#all("canvas");
      paint(photograph, (p) => [0, 1, 2].map((c) => 255 * IMAGE[c * AREA + p]));
      for (const c of [0, 1, 2]) paint(channels[c], (p) => colour(IMAGE[c * AREA + p]));
      this.#listen();
      this.#reset();
    }

    disconnectedCallback() {
      clearTimeout(this.#timer);
    }

    get image() {
      return IMAGE.slice();
    }

    get weight() {
      return WEIGHT.map((row, k) => row.map((_, c) => this.#one(`#w${k}${c}`).valueAsNumber));
    }

    set weight(rows) {
      rows.forEach((row, k) => row.forEach((number, c) => (this.#one(`#w${k}${c}`).value = number)));
      this.#draw();
    }

    get bias() {
      return BIAS.map((_, k) => this.#one(`#b${k}`).valueAsNumber);
    }

    set bias(numbers) {
      numbers.forEach((number, k) => (this.#one(`#b${k}`).value = number));
      this.#draw();
    }

    get relu() {
      return this.#one("[type=checkbox]").checked;
    }

    set relu(on) {
      this.#one("[type=checkbox]").checked = on;
      this.#draw();
    }

    get output() {
      return this.relu ? this.#sums.map((sum) => Math.max(sum, 0)) : this.#sums.slice();
    }

    #one(selector) {
      return this.shadowRoot.querySelector(selector);
    }

    #all(selector) {
      return [...this.shadowRoot.querySelectorAll(selector)];
    }

    #reset() {
      Object.assign(this, { weight: WEIGHT, bias: BIAS, relu: false });
    }

    #listen() {
      this.#one(".panel").addEventListener("input", () => {
        this.#draw();
        this.#tell();
      });
      this.#one("button").addEventListener("click", () => this.#reset());
      this.#one("[tabindex]").addEventListener("keydown", (event) => this.#press(event));
      for (const map of this.#all(".map")) {
        map.addEventListener("pointerdown", (event) => {
          map.setPointerCapture(event.pointerId);
          this.#keep(under(map, event));
        });
        map.addEventListener("pointermove", (event) => {
          if (event.buttons) this.#keep(under(map, event));
          else this.#write(under(map, event));
        });
        map.addEventListener("pointerleave", () => this.#write(this.#pixel));
      }
    }

    #press(event) {
      const [h, w] = this.#pixel;
      const pixel = {
        ArrowUp: [h - 1, w], ArrowDown: [h + 1, w], ArrowLeft: [h, w - 1], ArrowRight: [h, w + 1],
        Home: [h, 0], End: [h, SIZE - 1],
      }[event.key];
      if (!pixel) return;
      event.preventDefault();
      this.#keep(pixel.map(inside));
    }

    #keep(pixel) {
      this.#pixel = pixel;
      this.#write(pixel);
      this.#tell();
    }

    /** O[k] = Σ I[c]·W[k, c] + b[k] at every pixel: nothing here reads two pixels at once. */
    #draw() {
      const { weight, bias, words } = this;
      for (let i = 0; i < 2 * AREA; i++) {
        const [k, p] = [Math.floor(i / AREA), i % AREA];
        this.#sums[i] = weight[k].reduce((sum, number, c) => sum + IMAGE[c * AREA + p] * number, 0) + bias[k];
      }
      const output = this.output;
      this.#all("fieldset").forEach((fieldset, k) => {
        const part = output.subarray(k * AREA, (k + 1) * AREA);
        paint(fieldset.querySelector("canvas"), (p) => colour(part[p]));
        const beyond = part.filter((number) => Math.abs(number) > 1 + 1e-9).length;
        fieldset.querySelector("figcaption span").textContent = beyond ? words.beyond(Math.ceil((100 * beyond) / AREA)) : words.within;
      });
      for (const shown of this.#all("output")) shown.textContent = written(shown.nextElementSibling.valueAsNumber, 1);
      this.#write(this.#pixel);
    }

    #write([h, w]) {
      const { words, weight, bias, relu, output } = this;
      const p = h * SIZE + w;
      for (const mark of this.#all(".mark")) Object.assign(mark.style, { top: `${(100 * h) / SIZE}%`, left: `${(100 * w) / SIZE}%` });
      this.#one(".photo figcaption").textContent = words.place(h, w);
      const inputs = [0, 1, 2].map((c) => coloured(IMAGE[c * AREA + p], 2));
      const outputs = [0, 1].map((k) => coloured(output[k * AREA + p], 3));
      this.#all("figcaption b").forEach((number, i) => (number.innerHTML = [...inputs, ...outputs][i]));
      this.#all(".sum").forEach((sum, k) => {
        const products = inputs.map((number, c) => `<span>${number}·${bracketed(weight[k][c])}</span>`);
        const linear = this.#sums[k * AREA + p];
        const after = relu ? ` <span>→ max(0, ${written(linear, 3)}) = ${outputs[k]}</span>` : "";
        sum.innerHTML = `<code>O[${k}] = Σ I[c]·W[${k}, c] + b[${k}]</code><br>
          = ${products.join(" + ")} + ${bracketed(bias[k])} <span>= ${coloured(linear, 3)}</span>${after}`;
      });
    }

    #tell() {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#one(".spoken").textContent = this.#all("figcaption").map((caption) => caption.textContent).join("; ");
      }, 500);
    }
  }

  /** The photograph, from text that gzip makes small. Three maps stand in it row by row, in hundredths: red, green −
      red, blue − green. Each number is told by how far it lies from the mean of its left and its upper neighbour, or
      from the one that there is; 0, −1, 1, −2 … are counted 0, 1, 2, 3 …, and written as one letter from "#" on, with
      a "~" before it for every 57. */
  function unpacked(text) {
    const hundredths = [];
    for (const [, high, letter] of text.matchAll(/(~*)(.)/g)) {
      const i = hundredths.length;
      const count = 57 * high.length + letter.charCodeAt(0) - 35;
      const above = hundredths[i - (i % AREA < SIZE ? 1 : SIZE)] ?? 0;
      const left = i % SIZE ? hundredths[i - 1] : above;
      hundredths.push(((left + above) >> 1) + ((count >> 1) ^ -(count & 1)));
    }
    for (let i = AREA; i < 3 * AREA; i++) hundredths[i] += hundredths[i - AREA];
    return Float64Array.from(hundredths, (number) => number / 100);
  }

  const IMAGE = unpacked(
    "~&KA##'#%'%&$%+'%#&'+#&#$$%')#$$%$##$$%'''$*&&$>F[#7%%'#'%##%%)%%'''#$&#$$')%###$$$#%%#$#''#'%#H*#0=%#'%#'###')%#'%#$#.84(%42/%$$#%%#&%##)#''%,D$VVU/%#%%#''))%''$##&V2$-=)(:H(-)%##'%'%''#%%%86+P&=?####$#))''''%#(P~+;/5)&2&%46/-##%'##$$#%#(>K;##)M##$$#%%%##$#$>44.C)''22(&6-B;-#%%%#&#$###>@,-',W%$$$##%%$$#$HB*97+'+*,%/#4,&0G#$#'#&'#$#-F*.~<3JI1#$#%%%####@84/'(6#&-)-)BB<7JW+''#%$$$%'+<%%3,D-A%#$#%%####H%-&-3'&)+#&(.89*#G3%%$$%###+)>6*~%J(#Q)&$#''###%B$;JE'$)#,4.><*$-''?$&#&$&%%'&~;)(Z(#(W'$$#'%%%##,0.8~$M=EC;7$<@&'#(#M&$##&($%):NH)&'%GI#$%%''%%#%D8,%S)%$3/+1?&.:)'=E$$##%'%#'+SP*$)O~2#%'%'%#%#%%:D(?IH~+5-&LH230>9&U1(%$#%#%$#05J:%I~8-$''%####%%'5H0GQAI-+2%5+,'B92~2%#%##%%'%'#N$B)~4;%#%%##$%%%%%+E*?E3/)$,%?3+2B'~(E%%%#%##$%-/1.DG-;)#$'##%%%%#''1G3++2&%%<5+2B>[~('%''%%#%%#/+$>L7&+5#$''%%%%%'%'''#*0&%,:0$)8(Y~$###''%%)'%#/'(BL%##+-$)'%%%%%%#')'$#32)1),*/:AK##%##%'''%##-%&DJ##'*3%%)'##%%''(2:4-5/#/%0A':E'$#%'%#'%%###+%(DH'#'%(3%)%%%%',J~3~1~+ZG7)%(.(-:%9$##'%$$#%#&$$+%&DH'%#)('--%%#%(~#~AH2*&~()--'$%<8G)%##%##$#%$$$#+%&DD'#&+),-3##)#J~C.39$'[G<+#(H<$I+%##%%&$#%$&##)%&DF;.&-)#(;''%BRD5[D.$/[)HPN()8L?-%%$#$%#$&%%%''&<A=4*-'',?'%2D2%~HX>#-B~'L8&+#FXV8?3#%%''#$&$%$/#&:3%)4+%+*5/'<>/M5Z$)#*(6>HRVB.#<6C5%'%%$###$7'#&<#'+.&%+(#?'Z@73&&8.'(###&&'#$%)<#C1##$&$%$3+$$$>&%'#0'+$&E-P6,/7Q:&((%%##$#$##-'4-G#$#$#%%1<'%(>&#'*%('#)M--2*&%(A2<(''##$####-=.+/7$##$%<8(3J78,$'.5,%5~&1#'.7P+&&+J&')$#$$###+1=.+I#$$#%-3',<94@#+.'75Y-%$'1J&43$$:()%$&&%##5[-%;#G'##%##$'L23.Z#+.#EE%$%#$'/:F(3.C(%572%+%$)=-#M89)%#####2N*~-(T##,1E#%#&'():C82D+0C~@~(4+A13#1C3.+6I-+#%###LB;JB'*'$?)*#)&#$%1+906820>.3E~(=S7,322.#U)+%(%#*XAW3(S>55;')&'%('#)#)Q&:6,)&@8B4.'#..)>9C-',0-#.<[4R0M2/E'%%%$%$$%$)*/K)6)4>(.)'40(&*D9E?+'($+#%0>@>+(%;?$$'%$)(%#&%'(>7=:$3)&$:'/N>2MSG//'4-)(*~+L.(@0%S'##$#%%*$'&)#'515C9:*%$)$4')~2~&313''0/'*)JT,**4'G+%###%#%&%$%%$%%'+9OIU7Y&Y;~(C+7-'%'(#),$~C2,.*&9Q#0/%+'#'#&%#'#&*%#());5-.)M93/,'%#)$.560~3$####C1:+)$0#%%$2+#)#'%()%&.+'6<1K-#42+/&)&81$4~+#####;#&+&*'(%#%D9#'#$)'()%.+*#),9/(2A(+()(0+'2~)#####8$+'-+'#(%#@=#%###%)&'&-+:,-LC(),'##+&0#+BZ######)-%)%#'#(029'%#%##$'#+&$6+=~$V)$'1%$)(2$3RN)%/)%;5&+###$#$*0?%#,@<*+%$'(6+=$E44~1R)HB%'@//6U~N~T~N~D~@%)(#%#&$#%#(7&HL0@*>-1$$83=7)%0,~(5%(B3@@L@0$#%67%)$%&#&&$#%81DD2/(%9>/-&6/5,)-F,Z+3.@2~)JD4~~#~*?1~U~''#&'#$#&%#)21J');EO&.:?(4';63)L5=(F>*~'2'&=)~)~5~=J:$%#'&'#&&%.#$R1/TF&%069#4+=21'L12&$>N,#(&6RH>8*,*#%#%##%$$#$#$%$%#####$#%#%$#$##%#$##%$%$#$$#$&('$%%%$'$$#$$%%##%######%##%%###%$########$%#'%($##&%#######%###%####$$#($&$$$%#%%###$#%%#%$%#$*#&&%###$$%&##%#######&&$$#%$#$$%%##%##%####%##&&%&$%$#%%##%%%######$$#&%%%%$$####%%#%#%###%##%&-%###%#$$####%#####$$$#$##%$%##%#$%%#$#%##%#%%#&.##%##%#$%####%#$#&&#$##%%%#$%%$#%#)#%%$##$$%#%&$$)%&'####%######&$##&&$$###%%$%'#'%#$$%$###$%%$&'##$'##%%#######$#$$&###$%%%#%###%#%%##%%%#%%'&($$&##%#%########($##&&$$#$&#%##%###%$####$#%'%%(%%&$%%###%%%%####$##$%%#%#&$#%%%%#%%##%##%%##%'%*#&#%%%%%###$#%#&$%#$%#%%%%%%##)$%%####$###%%%#%(%&%'%#$%$######%&%###'&##$''$%%#%#$#####%#%#+$%$$&%%%$#%%%#%#####$$##$##%%%$%%'##%#%######%%%'$#(.'%#####%%#%##''*$&#&##$$$'#$'#'%#%##%%%%#'%&%%D85%%##########%##(#%&&#$$##&'#''#%###%####%%#$%4(,3%%#####%###%#'#$*%%$#%#%%#%+##%#$##$%##%##%%$%6-1#%#####%#%%%#'(%$#$$#'%%1-##%########%%%$%%##&27)%#####%%%#$##&%#$-'&)''-%#%#$#%#%#%#%%%%#%&#$(*9''%##%%%(%%'%(###((+)#-)#%###%%###%#%%%#$%$$%&.+3%$#''$&+'%%#*#&#%'#''-%######%%#%#$%#%##%$%%(&.;'''%#&+#%$#$(%%&#$)'%)$##%##%##%##%#'%#%#9.'($&+7%%#(%%###%#$$''))'%''%#$$%#%#%%%$##'%###A4#($$%A'%$$%#%%%#&)'')'%%)+)$#%%#%%%%####''##$#+)4($&#;+%&$$'%%&$#'%#'''-''#'$####%#%#$#%)#$%%#$+0,#&'+5&,'$'%%#%#'#%#%%##%#$%##$%#%%%#%)$%%##%%#'4&&%$=N.3$#'######$#%##%#####$#%%#%#%%#&$'###$#)(0$%*0267)$$%%##'###%###%##$$%##%#''#%%%%%##$%#$16*%/&$,*=%&%%'#%####%%#%##%$#$##%#%%##%%#$##$#$%/2+#$$$23-)(%%#$###%%#%##%##&$<1##'##$$%#%#%%#$&40#()(&$6=%'($)%#'%%$##%$##$$$H>7+%##$$'$%#'$#$8>#%$*'$$$07*+#(#'%#$%%%####&#&<081-%#$'%%#%#,'$N*0#',##$$209'%)((##%%$%$#$#$$2D##:1+$$%$#%$#@5::$#&'%.)#%)48'3+#46$'$#$##&$0(@.$%&2;###&$##$8#J&&$$(+#&'$%#(4,1%13$&&$,&*00-0:*&#$(3/$$%%##%$4,,$)'#-($#$%#%$,2-'$)+.)4<;/-@B4#$#%$-7$&&%#%#$,,$$##/'&$$#%$#)%(:.)&&/'17*,JH,$%%$%&*A$)-)%'%#&))'#'%%#$&'##('%$#,84:69#JDB:%#$'##%$%7)-)%'%%#%)#'%/+$%&&'$)&#$)##$(&'1-0<(#$%'%#$)&+/1+%####&(,$##,$'##()$)%##*+%#%&(69B.#%$#'$&%%$(37+%######*%*$$(%%#'#&)'$%'*'%#&$)+90(#*)%$%%#$$%C+#####3,%')))&*'%'(%)%%#$'*)'#'/%91<$%+%#%##*#$E-#####$#)&'%$%%*#%#%'%#'%#%$%%'#9-=($I/'##$#&$)I)$#$$#+#.'#$%$&##)$'$&++#$##%%'$C/-(&G;CEE9<##+-3%%'#$,%.()'&#$$#$%$1QG;A+0$%%%$E-''DA-%'%-D-KU='#%#%#/#($,%*#%%#-&/W1''-5-:$%%#A&+)B?#'#%((U='$$)%%#%(,('#&)&#$')(U;$')'&%**##%G<5)<%/##$:K1&))'###$#,#('()%$#$#$'Q0,'%$#$$6#%$K8/)6D@B*);+#'%%%###%%'$$%#$%$##&##%#%$####$%##%%#$%#$$####%#$######0J4$%#%###%$####%##%$%$#%$'%$#%#$$#$%$###%%#$%$#D*'#'%#$%#$#$###$######$*,22*$)%###%$#$##$#$%$%&@#7=4$$%%##$######%##&,4*($#$(0$'%##$#%$%$#%$%$.,);'.(%$%$$$#%##%%##$&$*####$#&**)'######%$#%##.71#%(,#%$#$###%$#%$*(&$&$%$#%$###,/%#'%$%$$###'0,&&##.###$%#$%#%##,,#$(#%#%#%#%&%#%+%$#%$$%#$%'0,*H,72$$%%##%###%*,*%$$&%$%%#'$//&#+###$%###%''0)#*)5,(###%%#####.$###%%$%%'$%##&&#)'$####$%#'#0*(79)&*$#%%#%####.('#%$#'#%(%##)#&%+)%#%%#%%%%%#((/1'#0%##%$#%%'%.($)'))))''#%/'$$%))#%#####%%'''($-%2*$%%#%%%%##*$%''''#'''''('-($+)$%$##%%$%)%#&&-22$#%#%%'##%%$#'%$'#$#$&'%#$/,#/'#%%%##%#')$$$%(2$#%####%#%##)&)&''%&#$%##$&'(--%##%$#%$#'#%(#$0##########%##%).%))%$###%#$#%&-)$#######$)'&#%$#&#%%###%#%####''&$'&'#%###%$'/+#%%######%)#%$%%'&##$%###%#'##%#'#*$$$'####$%)-##$#%%#%###)%#$###)($%##%%%%#%%%%%#,'%))%$#&$1+%#$#%#$###$#)%#$#%%''(%#'%#%#%%%'%#%.#%')%$$#$1%%$%%#$%##$%#)%#$$##%'&$%#%##%#)+$$$$*&'%#$($#+-%$%%##%##%###)%#$%#%$%'*#'%%%%+),&$##,$)'$&$$$5#%%%#%%#######)%#$$$#%#$%('%###+,$$&#$.%#'%%&#'1#####$###%%%#%'%#$#*)#%&#$%%%%+#*&&'%'&$$$(&##)5#$%##%%#%%%##%)%%&#&#'%#&%#%#&#%*$#'%$))'')%%)/#)#$####'%####')%#$#$&+%#('$%%&#).'%#$%'#'''-/+'#&'%####%##$#')%%#$##%$)%&)&'$(#-('#$'##%#%'%$%##%$'$##%%###%)%##$&$#%$'#&'##8#)%%&+#&%%#%%#%%###$%&+&##%%%%)%####$%%#$$)$$&>,&+%)##)$#%##%#%####$$'#%$%%#%#%$#%&%$#$'$$$%.:&#%%'#'$#$#%###%#####$%##+&##%%#%%##&'##%%&#$28#$%%(1$$)('('$%#%####$#)&%)0)#%#%#$$&$%#$$%$#.2#%#%#%()##'##(#$$#####%+($)'8,)'%$#$$()$%####*4$%#%###/.7&&)'''-%)##$%''*')&.(*)'###&$+###$#$2$'$#'#%%($.3'(#%#&%%'')#((#+)0,#$.)'#$&))#$$)$(&%%%%$%$###$.'1$$$##'###$')-#,#0###*/%$$'&&$'/,*##%%)$####%##,*/%%#$&$#$%#&($$(.%##$+'#$$$#%#%**%###$(%%##%%#-(0%'#%%#$%&##%&06%'#$#$/#,#+)&##6&##%#&$##%#%##&$$,$)'##'#%#%44*''##$%$$+)+%#$'&6&$#$#$%##'$%####%#*,&*&%&($2($%%$%$#%%%-%%##'%($(%($$$%##%###%$###$%(&$)%&2&$#'####%###-'#####.*$$$%%%###'$$%#'#$%%$&#&*-*(#$%5.'%###'#/'#####6&$%%$##%%%/(%%#%%#$'$$%#%''&$%%.#%$%%$%%/%%####/(#$%%###%%+(###%##%#%#%%+'''&#%$%'#$#'#$%+%####1%#&#$'%$%+#&%%#%#%%#%'$%,+'+$'3%'###%''$7'#$##$&&*$$%##'$#)&$'5E?+*####&%-#'#$KC+==-45#*'+$%%#%#((#%#%###$'#'YU3=5E*.%#&'-%'$*92&$)-61*/%(%##$'%((###%%#%#/$S=,,#&*E8(&$'-$%%275&&))0%-+)+'%%.*&&(##%$$%$'%)O4/>:,'+5B#$#-*)',#$'/%<+%%###(($'%*&(###%#&'#%97-*C3+$13L$#$1&%%%4.0**#%%%%%#'%')'",
  ); // (3, SIZE, SIZE)

  customElements.define("conv1x1-explorer", Explorer);
}
