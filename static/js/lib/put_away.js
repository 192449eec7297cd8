// What somebody does not want to be offered again, noted on this phone.

/** @param {string} name @returns {boolean} also where nothing can be noted: then it is not offered at all */
export function wasPutAway(name) {
  try {
    return localStorage.getItem(name) !== null;
  } catch {
    return true;
  }
}

/** @param {string} name */
export function putAway(name) {
  try {
    localStorage.setItem(name, "1");
  } catch {
    // Then it is not shown at all.
  }
}
