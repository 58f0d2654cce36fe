/** An amount with its currency. `flow` shows its direction: in green and out in clay, always with the sign as well. */
import { useAmounts } from './amounts.ts';
import classes from './money.module.css';

type Props = {
  readonly amountMinor: number;
  readonly currency: string;
  /** Colours the amount by its sign and writes the sign. */
  readonly flow?: boolean;
};

export function Money({ amountMinor, currency, flow = false }: Props) {
  const format = useAmounts();
  const direction = amountMinor > 0 ? 'in' : 'out';
  const tone = flow && amountMinor !== 0 ? (classes[direction] ?? '') : '';
  return (
    <span className={`${classes['money']} ${tone}`}>
      {format(amountMinor, currency, { sign: flow })}
    </span>
  );
}
