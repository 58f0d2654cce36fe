/** Where the form of the selected step is, so that Enter on a step can go there. */
export const INSPECTOR = 'inspector';

export function focusInspector(): void {
  const panel = document.getElementById(INSPECTOR);
  panel?.querySelector<HTMLElement>('input, textarea, select, button')?.focus();
}
