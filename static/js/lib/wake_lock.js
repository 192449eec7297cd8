// Keeps the screen on while somebody exercises, where the phone allows it.

export class WakeLock {
  #lock = null;
  #wanted = false;

  /** @returns {boolean} whether this phone can keep its screen on at all */
  get isPossible() {
    return "wakeLock" in navigator;
  }

  /** Asks for it; the phone gives it up by itself when the page is hidden. */
  async hold() {
    this.#wanted = true;
    if (this.#lock?.released === false || document.visibilityState !== "visible") return;
    try {
      this.#lock = await navigator.wakeLock.request("screen");
      if (!this.#wanted) this.release();
    } catch {
      // A phone that saves its battery says no, and an old one knows nothing of it.
    }
  }

  /** Lets the screen go dark again. */
  release() {
    this.#wanted = false;
    this.#lock?.release().catch(() => {});
  }
}
