// What somebody is designing and has not published: kept on this device, so that a reload or a closed window loses
// nothing. A full store must not stop anybody's work: the draft then lives as long as the page.

export function readDraft<T>(place: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "null") as T | null;
  } catch {
    return null;
  }
}

/** Whether it found room; where it did not, an older state of it is not left behind either. */
export function keepDraft(place: string, draft: unknown): boolean {
  try {
    localStorage.setItem(place, JSON.stringify(draft));
    return true;
  } catch {
    dropDraft(place);
    return false;
  }
}

export function dropDraft(place: string): void {
  localStorage.removeItem(place);
}
