/** How far long work is, on stderr: a bar that is drawn over on a terminal, a line now and then elsewhere, nothing for programs. */
export type Progress = {
  readonly stage: string;
  readonly table: string | null;
  readonly done: number;
  /** 0 where it is not known. */
  readonly total: number;
};

type Screen = { readonly isTTY?: boolean; write(text: string): unknown };

const BAR_WIDTH = 30;
/** Elsewhere a line is written every so many percent. */
const STEP_PERCENT = 5;
const PERCENT = 100;

export function progressOn(screen: Screen): { show(progress: Progress): void; end(): void } {
  let open = false;
  let said = '';

  function line({ stage, table, done, total }: Progress, percent: number): string {
    if (total === 0) return `${stage} …`;
    const full = Math.round((BAR_WIDTH * percent) / PERCENT);
    const bar = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
    return `${stage} ${bar} ${String(percent).padStart(3)} %  ${done} of ${total} rows  ${table ?? ''}`;
  }

  return {
    show(progress) {
      const { stage, done, total } = progress;
      const percent = total === 0 ? 0 : Math.floor((PERCENT * done) / total);
      if (screen.isTTY === true) {
        const fresh = open && said !== stage ? '\n' : '';
        said = stage;
        open = true;
        screen.write(`${fresh}\r\u001B[K${line(progress, percent).trimEnd()}`);
        return;
      }
      const step = `${stage} ${Math.floor(percent / STEP_PERCENT)}`;
      if (step === said) return;
      said = step;
      screen.write(`${line(progress, percent).trimEnd()}\n`);
    },
    end() {
      if (open) screen.write('\n');
      open = false;
    },
  };
}
