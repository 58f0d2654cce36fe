/** Finds a customer by a partner's number; once chosen, says who it is and lets go of them again. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request, read } from '../../api.ts';
import type { CustomerSummary, Page } from '@recipro/schema';
import { Chip, SearchBox } from '../../parts/filters.tsx';
import { Identities } from '../../parts/identities.tsx';
import classes from './why.module.css';

/** Enough to choose from; a longer number finds fewer. */
const OFFERED = 6;

type Props = {
  readonly customer: string | undefined;
  readonly onChoose: (id: string) => void;
};

export function ChooseCustomer({ customer, onChoose }: Props) {
  const [typed, setTyped] = useState('');
  if (customer !== undefined) return <Chosen customer={customer} onClear={() => onChoose('')} />;
  return <Search typed={typed} onType={setTyped} onChoose={onChoose} />;
}

function Chosen({ customer, onClear }: { customer: string; onClear: () => void }) {
  const { t } = useTranslation();
  const { data } = useQuery(read.customer(customer));
  const number = data?.identities[0]?.subject ?? customer;
  return <Chip words={`${t('why.customer')} ${number}`} onClear={onClear} />;
}

type SearchProps = {
  readonly typed: string;
  readonly onType: (text: string) => void;
  readonly onChoose: (id: string) => void;
};

function Search({ typed, onType, onChoose }: SearchProps) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['customers', 'offered', typed],
    queryFn: ({ signal }) =>
      request<Page<CustomerSummary>>(
        `/api/customers?limit=${OFFERED}${typed === '' ? '' : `&q=${encodeURIComponent(typed)}`}`,
        { signal },
      ),
  });
  return (
    <div className={classes['choose']}>
      <SearchBox value={typed} label={t('why.searchCustomer')} onChange={onType} />
      <ul className={classes['offered']} aria-label={t('why.chooseCustomer')}>
        {data?.items.map((one) => (
          <li key={one.id}>
            <button type="button" className={classes['offer']} onClick={() => onChoose(one.id)}>
              <Identities identities={one.identities} />
            </button>
          </li>
        ))}
      </ul>
      {data?.items.length === 0 && <p className={classes['dim']}>{t('why.noCustomer')}</p>}
    </div>
  );
}
