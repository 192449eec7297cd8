// The form of what was done differently: filled in, and read, with each mistake at its place.

import { ImpossibleSets, amountsOf, corrected } from "./sets.js";

const WHOLE = /^-?\d+(\.0*)?$/;

/** @param {HTMLFormElement} form @returns {import("./sets.js").Asked} */
export const askedIn = (form) => JSON.parse(form.dataset.asked);

/**
 * Shows what was done. What a row cannot say (sets of different length) is left as it stands.
 * @param {HTMLFormElement} form @param {import("./sets.js").SetLog[]} sets
 */
export function fillIn(form, sets) {
  clearMistakes(form);
  const amounts = amountsOf(sets);
  for (const side of askedIn(form).sides) {
    const { sets: count = 0, repetitions = null, seconds = 0 } = amounts[side] ?? {};
    for (const [name, value] of [["sets", count], ["repetitions", repetitions], ["seconds", seconds]]) {
      const input = form.elements.namedItem(`${name}_${side}`);
      if (input && value !== null) input.value = String(value);
    }
  }
}

/**
 * @param {HTMLFormElement} form @param {boolean} isSameOnBothSides
 * @returns {import("./sets.js").SetLog[]|null} null where something is wrong, which then stands there
 */
export function read(form, isSameOnBothSides) {
  clearMistakes(form);
  const wrong = [...form.querySelectorAll(".amount input")].filter((input) => !isWhole(input));
  for (const input of wrong) sayAt(input);
  if (wrong.length) return null;
  const asked = askedIn(form);
  const amounts = asked.sides.map((side) => [side, amountOf(form, isSameOnBothSides ? asked.sides[0] : side)]);
  try {
    return corrected(asked, Object.fromEntries(amounts));
  } catch (mistake) {
    if (!(mistake instanceof ImpossibleSets)) throw mistake;
    const { dataset } = document.querySelector("template[data-words]");
    form.prepend(sentence(dataset[mistake.reason]));
    return null;
  }
}

/** As the server reads it: nothing is 0 sets, 0 seconds, and as many repetitions as were asked for. */
function amountOf(form, side) {
  const value = (name) => form.elements.namedItem(`${name}_${side}`)?.value.trim() ?? "";
  const repetitions = value("repetitions");
  return { sets: Number(value("sets")), repetitions: repetitions ? Number(repetitions) : null, seconds: Number(value("seconds")) };
}

function isWhole({ value, min, max, validity }) {
  if (validity.badInput) return false;
  return !value.trim() || (WHOLE.test(value.trim()) && Number(value) >= Number(min) && Number(value) <= Number(max));
}

function sayAt(input) {
  const place = input.closest(".amount");
  const said = sentence(place.dataset.wrong);
  said.id = `${input.id}_error`;
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", said.id);
  place.append(said);
}

function sentence(words) {
  const said = document.querySelector("template[data-mistake-look]").content.cloneNode(true).firstElementChild;
  said.querySelector("span").textContent = words;
  return said;
}

function clearMistakes(form) {
  for (const said of form.querySelectorAll(".field__error")) said.remove();
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
}
