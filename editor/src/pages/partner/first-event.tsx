/** A first event, ready to send: on the command line with a key, and from Node with a signature. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PartnerView } from '@recipro/schema';
import { read } from '../../api.ts';
import { CodeBlock } from '../../parts/code-block.tsx';
import { Section } from '../../parts/page.tsx';
import classes from './partner.module.css';

/** Sent where nothing was seen yet from this partner. */
const SAMPLE = {
  type: 'order.placed',
  data: { total: { amountMinor: 4200, currency: 'EUR' } },
};

export function FirstEvent({ partner }: { partner: PartnerView }) {
  const { t } = useTranslation();
  const seen = useQuery(read.eventTypes()).data?.find((one) => one.partner === partner.id);
  const event = {
    specversion: '1.0',
    id: 'evt-1',
    source: partner.id,
    type: seen?.type ?? SAMPLE.type,
    subject: 'customer-1',
    data: seen?.data ?? SAMPLE.data,
  };
  return (
    <Section title={t('partners.first.title')} summary={t('partners.first.text')}>
      <div className={classes['snippets']}>
        <CodeBlock label={t('partners.first.curl')} text={curl(event)} />
        <CodeBlock label={t('partners.first.node')} text={node(event)} />
      </div>
    </Section>
  );
}

function curl(event: object): string {
  // A quote inside the JSON would end the shell's own.
  const body = JSON.stringify(event, null, 2).replaceAll("'", String.raw`'\''`);
  return `curl -i ${window.location.origin}/v1/events \\
  -H 'Authorization: Bearer …' \\
  -H 'Content-Type: application/cloudevents+json' \\
  -d '${body}'`;
}

function node(event: object): string {
  return `import { createHmac } from 'node:crypto';

const secret = '…';  // begins with whsec_
const id = crypto.randomUUID();
const timestamp = Math.floor(Date.now() / 1000);
const body = JSON.stringify(${JSON.stringify(event, null, 2)});

const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
const signature = createHmac('sha256', key)
  .update(\`\${id}.\${timestamp}.\${body}\`)
  .digest('base64');

const answer = await fetch('${window.location.origin}/v1/events', {
  method: 'POST',
  headers: {
    'content-type': 'application/cloudevents+json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': \`v1,\${signature}\`,
  },
  body,
});
console.log(answer.status, await answer.text());`;
}
