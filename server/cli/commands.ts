/** All commands, in the order in which the help shows them. To add one, write its file and name it here. */
import { backup } from './backup.ts';
import type { Command } from './command.ts';
import { actionList, actionNew, actionTest } from './action.ts';
import { eventSend } from './event.ts';
import { rulesExport } from './export-rules.ts';
import { moveStore } from './move.ts';
import { partnerAdd, partnerList } from './partner.ts';
import { signIn } from './sign-in.ts';
import { simulateCases } from './simulate.ts';
import { templateList, templateUse } from './template.ts';
import { verify } from './verify.ts';
import { workflowExport, workflowImport, workflowList, workflowPublish } from './workflow.ts';

export const COMMANDS: readonly Command[] = [
  partnerAdd,
  partnerList,
  templateList,
  templateUse,
  workflowList,
  workflowImport,
  workflowExport,
  workflowPublish,
  rulesExport,
  simulateCases,
  eventSend,
  actionNew,
  actionTest,
  actionList,
  verify,
  backup,
  moveStore,
  signIn,
];
