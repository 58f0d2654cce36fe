/**
 * The partners of one template on a running installation: created, published, sending signed events and receiving deliveries,
 * all through the same HTTP that people and partners use. Waiting is for a condition, never for a time.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { sendEvents } from '@recipro/client';
import type { OutgoingEvent } from '@recipro/client';
import {
  CustomerView,
  DeliveryView,
  Page,
  PartnerCreated,
  RunSummary,
  RunView,
  WorkflowView,
} from '@recipro/schema';
import type { Case, CaseEvent, Workflow } from '@recipro/schema';
import { customerIdOf } from '../../server/storage/derive.ts';
import type { Session } from '../session.ts';
import { partnersOf, played } from '../templates/template.ts';
import { givenEvents, givenWorkflow, MARKER } from './given.ts';
import { startInstallation } from './installation.ts';
import type { InstallationKind } from './installation.ts';
import { startReceiver } from './receiver.ts';
import type { Receiver } from './receiver.ts';

/** A second is usual; a busy machine with three processes may need many. */
const PATIENCE_MS = 45_000;
const LOOK_EVERY_MS = 20;

export type Alliance = {
  readonly session: Session;
  readonly receiver: Receiver;
  /** The published document, with its partners. */
  readonly document: Workflow;
  /** A new customer, known to every partner by this name, as the case says they are. Gives the customer's id. */
  newcomer(name: string, given: Case['given']): Promise<string>;
  /** Sends one event as the partner that plays the role, signed, and waits until it is evaluated. */
  tell(name: string, event: CaseEvent): Promise<void>;
  /** Sends events of one role in one request, and waits for the answer only. */
  post(role: string, events: readonly OutgoingEvent[]): Promise<void>;
  customer(id: string): Promise<CustomerView>;
  /** The runs of this workflow for this customer, oldest first. */
  runs(id: string): Promise<readonly RunView[]>;
  /** Each has been delivered, or the wait ends. */
  deliveries(id: string): Promise<readonly DeliveryView[]>;
  stop(): Promise<void>;
};

export async function startAlliance(kind: InstallationKind, template: Workflow): Promise<Alliance> {
  const installation = await startInstallation(kind);
  const session = await installation.api.signIn();
  const receiver = await startReceiver();
  const secrets = await createPartners(session, receiver, template);
  const wanted = await publish(session, { template: template.id }, played(template));
  const setUp = givenWorkflow(wanted);
  await publish(session, { document: setUp }, setUp);
  const subjects = new Map<string, { id: string; markers: number; events: number }>();
  const partners = partnersOf(template).map(({ id }) => id);

  async function send(partner: string, ...events: readonly OutgoingEvent[]): Promise<void> {
    await sendEvents({
      url: `${session.url}/v1/events`,
      source: partner,
      secret: secrets.get(partner) ?? '',
      events,
    });
  }

  /** Events of one customer keep their order, so when the marker is counted all before it are evaluated. */
  async function evaluated(name: string): Promise<void> {
    const subject = known(subjects, name);
    subject.markers += 1;
    const partner = partners[0] ?? '';
    await send(partner, { id: `${name}-marker-${subject.markers}`, type: MARKER, subject: name });
    await until(`the events of ${name} are evaluated`, async () => {
      const { scores } = await customer(subject.id);
      return scores.some((score) => score.name === MARKER && score.value === subject.markers);
    });
  }

  async function customer(id: string): Promise<CustomerView> {
    return (await session.get(`/api/customers/${id}`)).as(CustomerView);
  }

  const partnerOf = (role: string) =>
    wanted.roles.find((player) => player.role === role)?.partner ?? '';

  return {
    session,
    receiver,
    document: wanted,
    customer,
    post: (role, events) => send(partnerOf(role), ...events),
    async newcomer(name, given) {
      const id = await introduce(session, partners, name);
      subjects.set(name, { id, markers: 0, events: 0 });
      for (const event of givenEvents(wanted, given))
        await send(event.partner, {
          ...event.event,
          id: `${name}-${event.event.id}`,
          subject: name,
        });
      await evaluated(name);
      return id;
    },
    async tell(name, { id, type, from, time, data }) {
      const subject = known(subjects, name);
      subject.events += 1;
      await send(partnerOf(from), {
        id: id ?? `${name}-${subject.events}`,
        type,
        subject: name,
        ...(time === undefined ? {} : { time }),
        ...(data === undefined ? {} : { data }),
      });
      await evaluated(name);
    },
    async runs(id) {
      const query = `workflow=${wanted.id}&customer=${id}&limit=200`;
      const page = (await session.get(`/api/runs?${query}`)).as(Page(RunSummary));
      const runs: RunView[] = [];
      for (const run of page.items.toReversed())
        runs.push((await session.get(`/api/runs/${run.id}`)).as(RunView));
      return runs;
    },
    async deliveries(id) {
      let items: readonly DeliveryView[] = [];
      await until(`the deliveries for ${id} have arrived`, async () => {
        const page = await session.get(`/api/deliveries?customer=${id}&limit=200`);
        items = page.as(Page(DeliveryView)).items;
        return items.every(({ status }) => status === 'delivered');
      });
      return items.toReversed();
    },
    async stop() {
      await installation.stop();
      await receiver.close();
    },
  };
}

async function createPartners(session: Session, receiver: Receiver, template: Workflow) {
  const secrets = new Map<string, string>();
  for (const { suggestion } of template.roles) {
    const answer = await session.post('/api/partners', suggestion);
    const { partner, secret } = answer.as(PartnerCreated);
    receiver.trust(partner.id, secret);
    secrets.set(partner.id, secret);
    const endpoint = { endpointUrl: receiver.urlFor(partner.id) };
    const changed = await session.request(`/api/partners/${partner.id}`, {
      method: 'PATCH',
      body: endpoint,
    });
    if (changed.status !== 200) throw new Error(changed.text);
  }
  return secrets;
}

/** As the editor does it: make the draft, save it with its partners, publish what was saved. */
async function publish(session: Session, source: object, wanted: Workflow): Promise<Workflow> {
  const view = (await session.post('/api/workflows', source)).as(WorkflowView);
  const document = { ...wanted, id: view.document.id };
  const path = `/api/workflows/${document.id}`;
  const saved = await session.request(path, {
    method: 'PUT',
    body: document,
    headers: { 'if-match': `"${view.revision}"` },
  });
  const { revision } = saved.as(z.object({ revision: z.int() }));
  const published = await session.post(`${path}/publish`, undefined, {
    'if-match': `"${revision}"`,
  });
  if (published.status !== 200) throw new Error(published.text);
  return document;
}

/** One customer, whom every partner knows by the same name. */
async function introduce(session: Session, partners: readonly string[], name: string) {
  const [first, ...others] = partners.map((partner) => ({ partner, subject: name }));
  if (first === undefined) throw new Error('the template has no partner');
  // Alone with one partner there is nothing to link; the customer is who the first event makes it.
  let id = customerIdOf(first.partner, first.subject);
  for (const also of others) {
    const answer = await session.post('/api/customers/link', { known: first, also });
    id = answer.as(z.object({ customerId: z.string() })).customerId;
  }
  return id;
}

function known<Subject>(subjects: ReadonlyMap<string, Subject>, name: string): Subject {
  const subject = subjects.get(name);
  if (subject === undefined) throw new Error(`${name} was not introduced`);
  return subject;
}

export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`waited ${PATIENCE_MS} ms, but not so: ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}
