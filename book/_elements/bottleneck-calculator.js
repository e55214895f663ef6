/* <bottleneck-calculator>: what a k×k layer, its bottleneck and its depthwise separable form cost, counted as
   conv1x1_lab.cost counts.

   What stands inside the element is shown where this script does not run. The limits of the inputs keep every
   count below 2^53, so that each is exact. */
"use strict";
{
  const START = { size: 56, inChannels: 256, outChannels: 256, mid: 64, kernel: 3 };
  const LARGEST = { size: 1024, inChannels: 8192, outChannels: 8192, mid: 8192 };
  const LABELLED = 0.12; // of the width: a part of a bar that has room for "3×3"

  const WORDS = {
    en: {
      locale: "en",
      inputs: {
        size: "height = width",
        kernel: "kernel",
        inChannels: "channels in",
        outChannels: "channels out",
        mid: "channels in the bottleneck",
      },
      slider: "channels in the bottleneck, slider",
      count: "Count",
      units: { macs: "multiply-adds", params: "parameters" },
      forms: { plain: "Plain", bottleneck: "Bottleneck", depthwiseSeparable: "Depthwise separable" },
      depthwise: "each channel by itself",
      share: (percent) => `${percent} of plain`,
      pointwise: (percent) => `of which in 1×1 layers: ${percent}`,
      less: (count, unit, percent) => `The bottleneck saves ${count} ${unit}: about ${percent} of the plain form’s are left.`,
      same: "Here the bottleneck costs exactly as much as the plain form.",
      more: (count, unit) => `Here the bottleneck costs more than the plain form: ${count} ${unit} more.`,
      wrong: (name, largest) => `“${name}” must be a whole number from 1 to ${largest}.`,
      choose: (name) => `“${name}” must be 3, 5 or 7.`,
      assumed: `Stride 1, and a padding that keeps height and width. A multiply-add is one multiplication with its addition;
        biases are not counted there. Parameters are the weights and one bias for each filter.`,
    },
    hi: {
      locale: "en-IN",
      inputs: {
        size: "ऊँचाई = चौड़ाई",
        kernel: "कर्नेल",
        inChannels: "इनपुट चैनल",
        outChannels: "आउटपुट चैनल",
        mid: "बॉटलनेक के चैनल",
      },
      slider: "बॉटलनेक के चैनल, स्लाइडर",
      count: "किसकी गिनती?",
      units: { macs: "गुणा-जोड़", params: "पैरामीटर" },
      forms: { plain: "साधारण", bottleneck: "बॉटलनेक", depthwiseSeparable: "डेप्थवाइज़ सेपरेबल" },
      depthwise: "हर चैनल पर अलग से",
      share: (percent) => `साधारण का ${percent}`,
      pointwise: (percent) => `इनमें से 1×1 परतों में: ${percent}`,
      less: (count, unit, percent) => `बॉटलनेक लगाने से ${count} ${unit} घट गए: साधारण रूप के लगभग ${percent} रह गए।`,
      same: "यहाँ बॉटलनेक का खर्च ठीक साधारण रूप के बराबर है।",
      more: (count, unit) => `यहाँ बॉटलनेक साधारण रूप से महँगा पड़ता है: ${count} ${unit} ज़्यादा।`,
      wrong: (name, largest) => `“${name}” में 1 से ${largest} तक का कोई पूर्णांक लिखिए।`,
      choose: (name) => `“${name}” में 3, 5 या 7 चुनिए।`,
      assumed: `स्ट्राइड 1 है, और पैडिंग इतनी कि ऊँचाई और चौड़ाई वही रहें। गुणा-जोड़ यानी एक गुणा और उसके साथ का
        जोड़; बायस का जोड़ नहीं गिना गया। पैरामीटर (parameters) यानी सारे भार, और हर फ़िल्टर का एक बायस।`,
    },
  };

  const STYLE = `
    :host { display: block; margin: 1.5rem 0; container-type: inline-size; }
    * { box-sizing: border-box; margin: 0; }
    .panel { --line: 1px solid var(--color-background-border, #c9c9c9); --edge: 1px solid var(--color-foreground-secondary, #666);
      --point: #276be9; --spread: #d55e00;
      display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; padding: .75rem; font-size: .875rem; line-height: 1.45; border: var(--line); border-radius: .25rem;
      color: var(--color-foreground-primary, #222); background: var(--color-background-secondary, #f5f5f5); }
    :host(:lang(hi)) .panel { line-height: 1.6; }
    .inputs { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem .75rem; align-items: end; }
    .inputs label { display: grid; gap: .15rem; }
    .mid { grid-column: 1 / -1; display: grid; grid-template-columns: 6rem 1fr; gap: .15rem .75rem; align-items: center; }
    .mid label { grid-column: 1 / -1; }
    [type="number"], select { width: 100%; min-height: 2.25rem; padding: 0 .5rem; font: inherit; color: inherit; border: var(--edge);
      border-radius: .25rem; background: var(--color-background-primary, #fff); }
    [aria-invalid="true"] { border: 2px solid var(--color-problematic, #d72d47); }
    [type="range"] { width: 100%; height: 2.25rem; }
    input { accent-color: var(--color-brand-primary, #0a6e78); }
    fieldset { display: flex; flex-wrap: wrap; gap: 0 1.25rem; padding: 0; border: 0; }
    legend { padding: 0; }
    fieldset label { display: flex; gap: .4rem; align-items: center; min-height: 2rem; }
    [type="radio"] { width: 1.1rem; height: 1.1rem; margin: 0; }
    :focus-visible { outline: 3px solid var(--color-brand-content, #8045e5); outline-offset: 2px; }
    [role="status"] { min-height: 2.9em; padding-left: .6rem; border-left: .25rem solid var(--point); }
    [role="status"].more { border-color: var(--spread); }
    [role="status"].wrong { border-color: var(--color-problematic, #d72d47); }
    .forms { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.1rem; padding: 0; list-style: none; }
    .forms.stale { visibility: hidden; }
    .forms li { display: grid; grid-template-columns: minmax(0, 1fr); gap: .3rem; }
    .head, .parts { display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline; }
    .head { justify-content: space-between; }
    .head span, .parts, .assumed { font-size: .8125rem; }
    .head span { margin-left: auto; }
    .head, .parts { font-variant-numeric: tabular-nums; }
    .pointwise { flex-basis: 100%; }
    .track { height: 1.5rem; background: var(--color-background-primary, #fff); box-shadow: 0 0 0 1px var(--color-background-border, #c9c9c9); }
    .bar { display: flex; height: 100%; min-width: 8px; }
    .bar i { display: grid; place-items: center; min-width: 2px; border: 1px solid var(--color-foreground-primary, #222); border-left-width: 0; }
    .bar i:first-child { border-left-width: 1px; }
    .bar b { padding: 0 .3rem; font: .75rem/1.2 sans-serif; border-radius: .2rem; background: var(--color-background-primary, #fff); }
    .point { background: var(--point); }
    .spread { --gap: var(--color-background-primary, #fff);
      background: linear-gradient(135deg, var(--spread) 30%, var(--gap) 30% 50%, var(--spread) 50% 80%, var(--gap) 80%) 0 0 / 8px 8px; }
    .point, .spread { forced-color-adjust: none; }
    .key { display: inline-block; width: .8em; height: .8em; margin-right: .3em; vertical-align: -.05em; border: 1px solid var(--color-foreground-primary, #222); }
    @container (min-width: 34rem) {
      .inputs { grid-template-columns: repeat(4, 1fr); }
      [role="status"] { min-height: 0; }
    }`;

  /** The layers of each form, as the functions of conv1x1_lab.cost give them. */
  function layers({ inChannels, outChannels, mid, kernel }) {
    return {
      plain: [[inChannels, outChannels, kernel]],
      bottleneck: [[inChannels, mid, 1], [mid, mid, kernel], [mid, outChannels, 1]],
      depthwiseSeparable: [[inChannels, inChannels, kernel, inChannels], [inChannels, outChannels, 1]],
    };
  }

  function cost([inChannels, outChannels, kernel, groups = 1], size) {
    const weights = outChannels * (inChannels / groups) * kernel ** 2;
    return { inChannels, outChannels, kernel, groups, params: weights + outChannels, macs: weights * size ** 2 };
  }

  const total = (form, unit) => form.reduce((sum, layer) => sum + layer[unit], 0);

  function markup(words) {
    const number = (name) => `<input type="number" id="${name}" min="1" max="${LARGEST[name]}" step="1" required
      inputmode="numeric" aria-describedby="status">`;
    const labelled = (name, input) => `<label>${words.inputs[name]}${input}</label>`;
    return `<style>${STYLE}</style><div class="panel">
      <div class="inputs">
        ${labelled("size", number("size"))}
        ${labelled("kernel", `<select id="kernel" required>${[3, 5, 7].map((k) => `<option value="${k}">${k}×${k}</option>`).join("")}</select>`)}
        ${labelled("inChannels", number("inChannels"))}
        ${labelled("outChannels", number("outChannels"))}
        <div class="mid"><label for="mid">${words.inputs.mid}</label>${number("mid")}
          <input type="range" min="1" aria-label="${words.slider}"></div>
      </div>
      <fieldset><legend>${words.count}</legend>${Object.entries(words.units).map(([unit, word]) =>
        `<label><input type="radio" name="unit" value="${unit}">${word}</label>`).join("")}</fieldset>
      <p role="status" id="status"></p>
      <ul class="forms" role="list"></ul>
      <p class="assumed">${words.assumed}</p></div>`;
  }

  class Calculator extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      this.words = this.closest("[lang]")?.lang.startsWith("hi") ? WORDS.hi : WORDS.en;
      this.attachShadow({ mode: "open" }).innerHTML = markup(this.words);
      this.#one("[value=macs]").checked = true;
      this.#one("[type=range]").addEventListener("input", (event) => (this.#one("#mid").value = event.target.value));
      this.#one(".panel").addEventListener("input", () => this.#draw());
      this.shape = START;
    }

    /** The five sizes; NaN where an input holds no number. */
    get shape() {
      return Object.fromEntries(Object.keys(START).map((name) => [name, parseFloat(this.#one(`#${name}`).value)]));
    }

    set shape(sizes) {
      for (const [name, size] of Object.entries(sizes)) this.#one(`#${name}`).value = size;
      this.#draw();
    }

    /** Each form's layers with their params and macs; null while a size is wrong. */
    get costs() {
      if (this.#wrong().length) return null;
      const shape = this.shape;
      const entries = Object.entries(layers(shape)).map(([name, form]) => [name, form.map((layer) => cost(layer, shape.size))]);
      return Object.fromEntries(entries);
    }

    #one(selector) {
      return this.shadowRoot.querySelector(selector);
    }

    #wrong() {
      return Object.keys(START).filter((name) => !this.#one(`#${name}`).validity.valid);
    }

    #written(count) {
      return count.toLocaleString(this.words.locale);
    }

    /** Whole percents, but two digits of what is below ten, and more where a part would read as all. */
    #percent(share) {
      const nearlyAll = Math.abs(share - 1) < 0.005 && share !== 1;
      const digits = share < 0.1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: nearlyAll ? 2 : 0 };
      return share.toLocaleString(this.words.locale, { style: "percent", ...digits });
    }

    #draw() {
      const wrong = this.#wrong();
      for (const name of Object.keys(START)) this.#one(`#${name}`).setAttribute("aria-invalid", wrong.includes(name));
      this.#one(".forms").classList.toggle("stale", wrong.length > 0);
      if (wrong.length) this.#tell("wrong", wrong.map((name) => this.#complaint(name)).join(" "));
      else this.#compare();
    }

    #complaint(name) {
      const { inputs, wrong, choose } = this.words;
      return name === "kernel" ? choose(inputs[name]) : wrong(inputs[name], this.#written(LARGEST[name]));
    }

    #compare() {
      const { shape, costs, words } = this;
      const unit = this.#one(":checked[name=unit]").value;
      const totals = Object.values(costs).map((form) => total(form, unit));
      const [plain, bottleneck] = totals;
      // The wider channels are always too many for a bottleneck: the slider goes past where it stops to pay.
      Object.assign(this.#one("[type=range]"), { max: Math.max(shape.inChannels, shape.outChannels), value: shape.mid });
      this.#one(".forms").innerHTML = Object.entries(costs)
        .map(([name, form]) => this.#form(words.forms[name], form, unit, plain, Math.max(...totals)))
        .join("");
      const [count, named] = [this.#written(Math.abs(plain - bottleneck)), words.units[unit]];
      if (bottleneck < plain) this.#tell("less", words.less(count, named, this.#percent(bottleneck / plain)));
      else if (bottleneck > plain) this.#tell("more", words.more(count, named));
      else this.#tell("same", words.same);
    }

    #form(name, form, unit, plain, largest) {
      const { words } = this;
      const all = total(form, unit);
      const kind = ({ kernel }) => (kernel === 1 ? "point" : "spread");
      const size = ({ kernel }) => `${kernel}×${kernel}`;
      const parts = form.map((layer) => `<i class="${kind(layer)}" style="flex: ${layer[unit]} 1 0">
        ${layer[unit] / largest > LABELLED ? `<b>${size(layer)}</b>` : ""}</i>`);
      const lines = form.map((layer) => `<span><i class="key ${kind(layer)}"></i>${size(layer)}${layer.groups > 1 ? ` ${words.depthwise}` : ""},
        ${layer.inChannels} → ${layer.outChannels}: ${this.#written(layer[unit])}</span>`);
      const pointwise = total(form.filter((layer) => layer.kernel === 1), unit);
      return `<li><p class="head"><b>${name}</b>
        <span><b>${this.#written(all)}</b> · ${words.share(this.#percent(all / plain))}</span></p>
        <div class="track" aria-hidden="true"><div class="bar" style="width: ${(100 * all) / largest}%">${parts.join("")}</div></div>
        <p class="parts">${lines.join("")}${pointwise ? `<span class="pointwise">${words.pointwise(this.#percent(pointwise / all))}</span>` : ""}</p></li>`;
    }

    #tell(kind, text) {
      const status = this.#one("[role=status]");
      status.className = kind;
      if (status.textContent !== text) status.textContent = text;
    }
  }

  customElements.define("bottleneck-calculator", Calculator);
}
