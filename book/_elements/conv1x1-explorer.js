/* <conv1x1-explorer>: a small photograph, a layer of two filters whose weights are sliders, and its two outputs.

   What stands inside the element is shown where this script does not run.

   The photograph: Eileen Collins, NASA Great Images database, in the public domain, as it comes with scikit-image
   (skimage.data.astronaut). Rows 0 to 383 and columns 32 to 415 of it, each block of 8×8 pixels replaced by its mean,
   from 0 to 1, rounded to hundredths: so a sum that is shown with three decimals is exact. It stands at the end of this
   file as a PNG, whose numbers from 0 to 255 are 255 times those, rounded. (A file of its own could not be read over
   file://.) */
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
    .panel { --unit: clamp(2.5rem, 25cqw - 2.25rem, 4.25rem); --line: 1px solid var(--color-background-border, #c9c9c9);
      --edge: 1px solid var(--color-foreground-secondary, #666); display: grid; gap: .75rem; padding: .75rem; font-size: .875rem;
      line-height: 1.45; border: var(--line); border-radius: .25rem; color: var(--color-foreground-primary, #222);
      background: var(--color-background-secondary, #f5f5f5); }
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
    code { font-family: var(--font-stack--monospace, monospace); white-space: nowrap; }
    code, figcaption { font-size: .8125rem; }
    .photo figcaption, .filter figcaption { margin-top: .35rem; }
    .controls { flex-wrap: wrap; justify-content: space-between; align-content: start; }
    .scale { display: grid; grid-template-columns: 1fr auto 1fr; flex: 0 0 100%; }
    .scale i { grid-column: 1 / -1; height: .8rem; border: var(--edge); background: linear-gradient(90deg, rgb(60 150 255), #000, #fff); }
    .scale :last-child { text-align: right; }
    button, .relu { min-height: 2.25rem; }
    button { padding: 0 .75rem; font: inherit; color: inherit; cursor: pointer; border: var(--edge); border-radius: .25rem;
      background: var(--color-background-primary, #fff); }
    fieldset { min-width: 0; padding: 0 .6rem .6rem; border: var(--line); border-radius: .25rem; background: var(--color-background-primary, #fff); }
    legend { padding: 0 .3rem; font-weight: bold; }
    .filter { padding-top: .25rem; grid-template-columns: minmax(0, 1fr) min(8.5rem, 36cqw); column-gap: .75rem; }
    .sliders { display: grid; grid-template-columns: 1fr auto; align-content: start; }
    .sum { grid-column: 1 / -1; line-height: 1.6; min-height: 6.4em; }
    .sum, output { font-variant-numeric: tabular-nums; }
    .sum span { white-space: nowrap; }
    input { accent-color: var(--color-brand-primary, #0a6e78); width: 1.25rem; height: 1.25rem; }
    [type="range"] { grid-column: 1 / -1; width: 100%; height: 1.75rem; margin-bottom: .25rem; }
    :focus-visible { outline: 3px solid var(--color-brand-content, #8045e5); outline-offset: 2px; }
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

  /** The numbers of a picture, from 0 to 1 in hundredths, (3, SIZE, SIZE). */
  async function numbers(address) {
    const picture = Object.assign(new Image(), { src: address });
    await picture.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: SIZE, height: SIZE }).getContext("2d");
    canvas.drawImage(picture, 0, 0);
    const { data } = canvas.getImageData(0, 0, SIZE, SIZE);
    return Float64Array.from({ length: 3 * AREA }, (_, i) => Math.round(data[4 * (i % AREA) + Math.floor(i / AREA)] / 2.55) / 100);
  }

  let IMAGE;
  numbers(
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAADAAAAAwCAIAAADYYG7QAAAUOklEQVR42mWYX4wc15XevzqnTldNdRd72Ophc0btGY04HmmWNC2ZkTCyTFt/LJurKNJ6Y2TXC8M24E3iwMDCgJGHPPglSB7zGCRY7EJA4MSwd+FdZx3aiv5ACkWJkXZE7kgjkqMhWzNs9rA1xZopVndNVd85t/LQkhAnF/VQKKCqDu495/t+5zjPPPX0qVMP3Ld0H0AgFiGASUiYGTAmU2OYKPAD8X0Gg2DMSKQSBAEAY3JYqFoLEIt4gS8CqDVWrTJBYQHAqqq1Vkn8CpH4IsyqmqUDU+RmZNSYa1fOr771n90zzzyUJUUQeAq2IIFVGkdDgCGAiMDMwgAAFfFFPGKrVq0aYwyBLVQti0hFCAwoAxawI6vWGMASCTOYWdWMFACkWhGGH3giYqzJs+GNzVdUjQtU0izyiZXFqAoTgQEwWbUAFIyKkAgBCjCNAwOsGlibxlEUdfN0Jwh5qlHvZqqoLhx7iMVXVQsLYgIzA4DJh8QVECkMoBbqVXz4MEbTuD+IOwDYp6mXz17+yuPHD9UD5tIBcwkG4MAt1WXHk4o/MUHMritSca2WZWnLsjQme+W3v4h6Kzrarfm4Z7btTfjFMP3w+vvvrPzPfLAbHrqrEgQOOSjLklSIHLBUXGbXZbiuC7BDYBbHKW9cf2f7w9WJWoPjm9VRfnDPsbsW7jmKEiWVJQil0YPCIVvxKxV/wnXFdV3XrYhbcRwHjrM/vHP+tRf/6hc/mz0aTk5OHjl6pDLhH1jduXXT7O8Tmf6ta73ulcl6K6xPlQ4Ah11yXS7JQWkPtNSDEZjJYcApzGjj8ptf+PIfzc2f4prcjZJ8r3z4keNlaR0trSlUDUolgABiguM4sNZaW0IPRh9cXbl183p/e2t3N7p/Ydb32GW34kt0azva3dvPU2PMzVu3wrD2/rtvzM1/vhbWgZJKdsh1yCktRqN9S6VVWwIglKX7wfuvr7/1cppGPN241xV3MEifePxBdvlAzcEo1/KgLAHHcah0QLbUAy1LPVAzuvTWS1dWzw+G6d1Hj8xM14NgQryJoBZk+0WaJmSdycP10nFv3eykdwajg+J2tHvyoa+UttTywCHHdQiONSZ3wbDW4gDgWv2uf3j7hUGytRdt0g9+9NjTzy1F/ayz1bWqgAKABTMzEcBW1Y6MHeWqenn1Qq97eWdnEzbP03iUJp31tWi7t93dhNqwNjnVaoX1qe5mp7OVrqz2AHn1f704TGPPl8D3PSLAMpjAxoyMGcFYZhHxg7A2OTkXNto0NRWEoU/MKxevGmMAsDAIqgowALV2fFk1m5vvMaE90zbDBCafaU1Pt9o6KmCsGlVLWZGnaSp+AJiF+anduB9UKepvMTELcYUBKLTi+STje4j4JCRSiXc2k52u+3d/+3ZnfY+JNq508RyLUKaFtR/XNpOoNfhkFekuIZ+fX3zppRcX2nOixgd8vwaj/a1umkYQL0qSbrerBkmSNhp+KLK2enFu/jhU1RqAjbGqxhSGSQBSYJAOzr58se1bY4buCy+9FaDJqHS7SV7kIuFYWkEMBhjMHtSqhVq02u3utYvXrq2laTY3d+z+pRNFboQFRFk2iPs3Njrr3c3t7mYKZhZNs1w173Q2ABhj1NqxwBozKkaGWH1mWNvpbBpuvLKyttjMmcqKoMbknvj83Z9/YBFcauk47DrkiHiuiFOSQ+wwE7B26Xx36/qdQebA/dIjX/YmDhFcW+rU0c8cmrwrqE4ebhw99tn7jLmzuzv48NbAd1U8umf+xPETpw50pFqiPICq48BlcRynhLriVcPm6S+dfv3NN4e3t92xaD60PPut75yxsGpthQRMBGaQHWEszQQCkwRTvV4ivr+0uCgevXH+jbdWVp4781URIea3L5zb7MXse/NzC71+fKWzG1RDY8zC/GKW7Bk1Ir41IGYmBoEsGx3lWZ5YzE03Z9pzq51LLoOXlqa+9e2nwjDITc4gYhpHobCwADONP0L86KNPr1w41+/2GvV6q9Vut5eWH15WkxJstNNvNFv15nSaptv97vx8+8Kla74XRN14cfEkAGIem4/VEVOFQSxg8Vn8QOnlc2+029MrHLge9MzysdDzGZD/y6gA2LGzAuCPn9ebrR/8+N/95qf/Ybo147PfaLQa1Xo2jPIi16LwGHOz8zkwtT2ZDZLApzRN/+jbf1pvNK0pdGzOVkEV/RgAwIwgrNeDus8o0n5Qb7knCf1X3zCnHhS/wSyqKvJxVATmMZSMK45JROZmF7/3r35i4o4xmVoT9bcwUqpw6NXWNt6daU0HtVCzfG8vYbWnH/vm08/8MwIsswCAjkFFrX5auZ4X+IGfh5OwahT8SCUcJdnEQXbk+JLDrKW6rifiMjOz4xCzuOSI6zIRS8V3XbcSTKIsB0lvt/vhyOQsThoPPuxcj3dv64F6vn/j5o2iGH31qX/8+9/8HlCiLEunFJeEK+wQMfluxfWEicuyPHS4Ja5X5PvvX37v7XdW3DFVdM+tNhbmW48uw4KJeLw1YyUCszCBwEzii+8RoPUW8l6zObN1bUMkbE61CZJlWRTHjVYjSaKTp59ZPPmwyc0YYKBQBTGkwgImIgsYFMD4XyBArapadyzHucHVv36xNj8nUy211qMqM6maTxSSWHwWybJRv7eTJLEpstm68cNgfnExT00wPateEHQ7c0vHWNgAM7OLVjHmSAILibKOSQ0MBgAlK/TpyTGPjcuVMdsBRVKs/+JXS9//jvUCiICFidkqSMT309SsrVx88dUX1q+t78Q7UPPvf/wnU81Gza/7AafbnWQn8usBhK93OvXpRfFDYxQEYGyKVgFrYawKsyqMtVbVqn5iCQS1ALtCbC1GsAE4Xu30zp9rP/V1ZiEQ2LMMEslSc/Zvzj7/87+I4mj8vjCLSL/f91pBGExaf2QQNiTf2Fjf7veWz/wpYInl09y1ijF6g+kTvFY1BgSo4pMyEiGqMIhgLAAI0P3NuaS7RR8fuPhBlYlXL6395X/78904ajYbiwvteugHHgGmPTd/rdtJkr08NybXtfX1K+tXs8LW681ARAj08e6DGHacJGoVbBVmnA72ky5gnK7W8j99/HSydWtUao1dj2xZ5AVjbvmLbqUi4hO7Vy5dee31c2uX32m1Js987fH33r28lw4P1JkMva89+ZhfDS6t/cP5vz//5sULhRpvIrhxK35r5cbC4rEwDJySqLRalk4JW4LZKcm1JUYHlkpLRI7jVoJJV7zRyFy/fvWzn11w58880b+ynvXTcfIKIV5bN8ZIwGD0e9c71y9bNUuL8z/8sx/++V/+RZwMAA6EfvnbC29d/Ofz8+1Go96oT4bh1Ai6utY5v3J1O3plo7Pxoz/7weLivQAxQMQeewAbVVNk1qpVFUBJxAvGieSJN9eedTkMFp55Inn+1wDUIhAMdpK40wkeaBBJf7u70+9OT7VOPvhcEIR7e4N64Flr1WhW2G4/7kcJCNZqntvCYoxRAF547awx+b/+8Y+Wlu4DlIjBBLAdJxdBwUYxPbsgFbEjC4BFrFoS4tbxk82FI0bVgAEmy5vnzgmLWLN6/rWNa1eEpFZrJMnw1KmH/Kqf5QbEFloYW6gao7mBsRAaGxaY2RP/1Tde++nPftHr9T52JIVVqKoCVBGQNNvH/Ipn1SqUGIDNTU4k4lWDudOPQMYEBwHii++xMcHFX5u1lSIbXllbibpxLax+99v/4oEHHmq3W8w0Zl1YfEpzaj/OT1X1PQmC4LVzL549+0pe5NaqsUatjqNlqYpfD/zqxuXLwzhWa40xatUYy9/6g+cqIpkWZPL9buTClk7p6f4/mtcw79fu3I5kMtPSFCWjLIz57OLJKOp3rl/PD6zLJK5bllSitLYEUKqWAIBq1bt3rp3Ed6q16uRkY3r6qC2dsnRKpgMwOXS9s9m9uZnnRbN19J13/vf00enuzc1BktCYMFTt3FOPBa0AwPRM8M3vnQ5RQO3cVGMx7S0vP3h5fbW7sXmjsxFH20snjn9iuGAmQD/pDH5nsXifO3m83++9t7oOq7BGrbHGjCt8bm52YWGx2Wr1o34U9UxRCEmvt81//OyzExNBstsXvzK9uNDi+KvPPlirBY411iiDDuvg7zvJqML9ZLcZHLbOvsL9cPNyPii8ChGxtXak1qgSEYjKsmy1ml8/8/Vq9TA5Onf0bkflc9XCbbbLsixLhyouwChLHe27OHh75cLOzq27mq1kL37hpd/yH//hsxNekMQflaPR8aZ7YsZlcnSwz4FX7hea71fYrQ+iLWdide3dwh5M1Sb3ouj+kyf384SAVntmpj0d3Y4YTjDhOShtaT3x5+/5vTAUaPHQFx650em2o4v+1hrN3INqHVwBtLQHpSl2+r033z43uDP6+V/9rNgvXnv9dReqRZEBXB9+NBOMxjMZVEzej/x63VjreZLt5s+0g5320vbG+tnNjcXFB/Nu7+GTy09/4xv1xsxPf/q8L40g9NM0MSbvdrfDoD5ZbxxuoBPHO9FemvTRAHa3vXM/N8t/iPbip4e7tr7W2+4u3b8c7cQvbL4Y+D4/u3yKfd+O8oWdtcqBGdy4VVpTqdVGtxMAB2q5dA4fkolhcref3/bv3v4ovtHdiO7ciXvbH6yu7u19dNddR46f+Nyzf/DNe+cWvvTlJ6dbrUEaNRvV6KOPon6a3B44O1e+cpd44k54rrO5WkwcpuBQqQeDO3svvvSbxXuXnnzy96eOHCmyO196dJk/P7JHTiy18vgztnBBnvhmuC9+4JCT93ckrKK0fjBRVsRPbj/6mbop3c19/+ZenN7Z85PbB1ub61fe796K3l9dvbV9cy/acV2Ulvd2kmR35A2H1959sz0c3D9dCasTUvEGu7u3r67Ufu+R0mIv/qjT+eDrj3/tVu/Dc+dejuOPHv7Cw/y5XVs/5BwvYikt6QGX4JIO0hFVvQNjbJ6x52lRVPxgPxseEvnC3XXfJNuFX/Gr/ZHZ2N3bHyTJTs8j65Kz/cHV3X60f/u2ubU5vLG+9uG1u305XqNjLW+CpOK6eZbZ7M5Ee7E81CDY2x/dutbZWL929YP1KxP+RD4auQT2Nzr+yRmzlxpGtdngQDRLJZAsUlLYojB5LiT1xlSeZZ3VzvFQvj9f/PxqDPH8ekuZMmPibnez120ZzAguZMXQGAa+WA8ebmCpYYTJF5+sJklcD0OKruZTs/lweOHVs1tbvXprIR9h/erK5uaWy8Cxlp9H/bGwDCNI4HGjCiaFVZMzkxrjAQQEQXD81KIFWlk2HciVBGc34jgzIpSHYRCEGdHloqibODD6jcVweRLW5I2w0ahPUYUYUFMIQu5cMXP3VSuHg8b8e2+sTw43vUplaOxOp+uKoOIrhwEBdqTWGmMJeQ4iv1bL8lzHzmUMM5l0QGGNREI/mJuebjXzU+16PwWJrPei9p985/yF80vDQbSWLtxXb5LxAzlcn66A6WNWtUEQFHnum5Hpd009eO3CW5lqFkWfyqnbbjfbx07lph91u0dadVsUfrNBvtjcchhqlpkk48BXYySsUW7McFCYkdeYEpEsS2rikZc1Wo3WdMME0p6dQ+fyYyebNd+vekLQOMm47lvAjAqfvGpYj7vdIwsLWXcjzWv9aPd35R20tNAcDaLNS6tijS0KVfTXLqfd/pgj2PfjOAGTVcNS4TDwq/UgCIt+T3w/rDcBmxWJGcRBthP/8j8OupsSdWenW1PNhvjS70f9nslN5lU8W5ix0cRxnPWiGpDlhVH9fwOanRWjez5ZIcn6cbLdJTWD7la+G49yQ+JvxYaIxyBKQVUBrxrWplom6nsVv1oLAagxWbwb+P5iwNnsYsq+53uqyOJk6UTDWrUjY3SkIGssYAdJ7McxeDzw/d2AuoUfRVEw1aSq1Nrt5vxi2J7zgiDrbplBahXZGItFFBZEHAQWYCBstuxe7PlB2Gj6tbAx006M5P1+Y+7eX3WTbFiYIm+221GakvhZYcAVwAKKXPfiGHF/p3cZ/99yoXUE8Bs+0j57AlgUCBqtQuKst51aH6PMqIqM6wwkYolBpMZ4k3VrtNWYyYaJAibdnDz+RHt+/pnv//A3/+ZfzkrIp54UE08ykOyYNLEKVRiDNM5a89LdLqDwmRUaBoGqNda4c0sLIbK0czGo1zEedxCsGoIww2Z7AESEfbG5SRPZisPUUMMftJtDYagWIgJQr99t1hutR7+c+UGr3Z4+9cXtlTd+9VJvhPDp5x7ezdOR5g+2/ebK871dnpsODOxU2vu3P/nJV5547L6l44ebTVNkWZq6lGVUJ5jC7GZyuAFhk+XWKmBFJPBNvQKA89Ssdu/t1B/iubDXTWbatdXNzil5e7aVGqvEMkji6Va7vXh/ZapljVl49HR2/oXZ+bnTT5+uBtKvx73N+NxGdDrJ+yO6ZnKzK/2R8dbf8gLKiuHCsfvSLF1cWHL5cJMrmdRCKob59jbX62YvMVbH41IRyeANkvRyb+G9mQcSE815LHXkHs89tbxyYUr6P29NMWCNMQAxV/a6W159anrxxIUsClr6/H/65WNnTs3NttivdDvdV7rJ32WDdIPs5XO+7/3Nf/8fp06fHrf33/3uP7HWuGILE8dqRhJUrVrNcq56RRwRiVrj1xpekKuRztSp6rxfSerTc+bkcqs9d//mehS3Dl+4MP/01IYxqiNNhwMOgvj8b1v3n/Qnm0PQgh+1z5wc5MWrr1yK+v3h+q+f344yaI1ggPljCy+de/W//vV/6W13+/2da1fXqcKuJj0WiDB7Xh7HEtaMsSApilQgO9vdEJoMww6n873wsJ+f/WUCf2t5WaeaQW6wbWb6/QsisBa2GFIQ2qwwu32p1ozfaqydjV78mbEUNOZ34myl309VASSqAFYura6urfG4r9Vxj6D/B8D9jwygfETZAAAAAElFTkSuQmCC"
  ).then((image) => {
    IMAGE = image;
    customElements.define("conv1x1-explorer", Explorer);
  });
}
