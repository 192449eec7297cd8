// What stands in the forms of a page, kept for the moment in which the page loads itself anew.

const NAME = "carryover:form-text";
const SKIPPED = new Set(["hidden", "password", "file", "submit", "button", "image", "reset"]);

/** @param {Document} page @returns {(HTMLInputElement|HTMLTextAreaElement|HTMLSelectElement)[]} */
function fields(page) {
  const all = page.querySelectorAll("form :is(input, textarea, select)[name]");
  return [...all].filter((field) => !SKIPPED.has(field.type));
}

/** @param {Document} page */
export function keepText(page) {
  const values = fields(page).map((field) => [
    field.name,
    ["radio", "checkbox"].includes(field.type) ? field.checked : field.value,
  ]);
  try {
    sessionStorage.setItem(NAME, JSON.stringify({ path: page.location.pathname, values }));
  } catch {
    // Most browsers keep it by themselves.
  }
}

/** Puts it back where the page still has the same fields. @param {Document} page */
export function giveBackText(page) {
  try {
    const text = sessionStorage.getItem(NAME);
    sessionStorage.removeItem(NAME);
    const { path, values } = JSON.parse(text) ?? {};
    const found = fields(page);
    const isSame = found.every((field, place) => field.name === values?.[place]?.[0]);
    if (path !== page.location.pathname || found.length !== values.length || !isSame) return;
    found.forEach((field, place) => {
      const [, value] = values[place];
      if (typeof value === "boolean") field.checked = value;
      else field.value = value;
      if (value) field.closest("details")?.setAttribute("open", "");
    });
  } catch {
    // Nothing was kept.
  }
}
