/** Who a customer is: the numbers by which partners know them. */
import type { Identity } from '@recipro/schema';
import classes from './identities.module.css';
import { usePartnerName } from './names.ts';

export function Identities({ identities }: { identities: readonly Identity[] }) {
  const partner = usePartnerName();
  return (
    <span className={classes['identities']}>
      {identities.map((identity) => (
        <span key={`${identity.partner} ${identity.subject}`}>
          {identity.subject} <span className={classes['partner']}>{partner(identity.partner)}</span>
        </span>
      ))}
    </span>
  );
}
