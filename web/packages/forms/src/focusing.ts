/** To the first control of a form with a fault, once the faults are shown. */
export function focusFirstFault(form: HTMLElement | null): void {
  form?.querySelector<HTMLElement>("[aria-invalid=true], fieldset:has([role=alert]) button")?.focus();
}
