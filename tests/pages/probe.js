// What is wrong with the page that is shown, as a list of sentences: for people who do not see it, who see little of it,
// or who have no mouse.
(() => {
  const wrong = [];
  const name = (element) => `${element.tagName.toLowerCase()}.${element.className} “${element.textContent.trim().slice(0, 40)}”`;
  const colour = (text) => {
    const [red, green, blue, alpha = 1] = text.match(/[\d.]+/g).map(Number);
    return { channels: [red, green, blue], alpha };
  };
  const luminance = (channels) => {
    const [red, green, blue] = channels.map((channel) => {
      const part = channel / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { channels, alpha } = colour(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return channels;
      if (alpha > 0) wrong.push(`${name(at)}: a half transparent ground`);
    }
    return [255, 255, 255];
  };
  const seen = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || seen.has(element) || !element.checkVisibility()) continue;
    seen.add(element);
    const [one, two] = [luminance(colour(getComputedStyle(element).color).channels), luminance(ground(element))];
    const contrast = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    if (contrast < 4.5) wrong.push(`${name(element)}: contrast ${contrast.toFixed(2)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  if (new Set(ids).size !== ids.length) wrong.push("an id is there twice");
  for (const link of document.querySelectorAll("a[href^='#']")) {
    if (!ids.includes(link.hash.slice(1))) wrong.push(`${name(link)}: leads to ${link.hash}, which is not there`);
  }
  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) wrong.push(`${name(heading)}: a level of headings is left out`);
    level = next;
  }
  if (document.querySelectorAll("h1").length !== 1) wrong.push("there is not one h1");
  for (const landmark of ["header", "nav[aria-label]", "main", "footer"]) {
    if (!document.querySelector(landmark)) wrong.push(`there is no ${landmark}`);
  }
  for (const field of document.querySelectorAll("input, textarea")) {
    if (!field.labels.length) wrong.push(`${name(field)}: no label`);
  }
  for (const image of document.querySelectorAll("img, svg")) {
    if (!image.hasAttribute("alt") && !image.getAttribute("aria-label")) wrong.push(`${name(image)}: no words for it`);
  }
  if (document.scripts.length) wrong.push("there is a script");
  if (document.documentElement.scrollWidth > innerWidth) wrong.push("it is wider than its window");
  if (!document.styleSheets.length) wrong.push("the sheet was not loaded");
  return wrong;
})()
