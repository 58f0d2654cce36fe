/** Our programs, found by the index and run as the server runs them, the trace included; facts of the customer are answered at once. */
import { builtInActions } from '@recipro/actions';
import { compile, indexPrograms, run } from '@recipro/rules';
import type { Ask } from '@recipro/rules';
import { questionWorkflow } from '../../workload/workflow.ts';
import { CUSTOMER } from './evaluator.ts';
import type { Evaluator } from './evaluator.ts';

export const recipro: Evaluator = {
  name: 'recipro',
  what: 'closures, found by type and the most selective value; with traces',
  rulesMax: Infinity,
  prepare(rules) {
    const programs = rules.map(({ event, campaign }, place) =>
      compile(questionWorkflow({ id: `rides-${place}`, event, campaign }), {
        version: 1,
        actions: builtInActions,
      }),
    );
    const programsFor = indexPrograms(programs);
    return (event) => {
      let met = 0;
      for (const program of programsFor(event)) {
        const { workflow, version } = program;
        const input = {
          event,
          eventId: 'evt_1',
          customerId: 'cus_1',
          nowMs: 1,
          runId: 'run_1',
          workflow,
          version,
        };
        const steps = run(program, input, () => null);
        let step = steps.next();
        while (step.done !== true) step = steps.next(answer(step.value));
        if (step.value.trace.at(-1)?.node === 'earned') met += 1;
      }
      return met;
    };
  },
};

function answer(ask: Ask): unknown {
  if (ask.ask === 'score') return CUSTOMER.loyalty;
  return { balanceMinor: CUSTOMER.availableMinor, pendingMinor: 0 };
}
