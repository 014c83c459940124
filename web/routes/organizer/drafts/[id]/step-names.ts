import type { Step } from '#lib/organizer/editor-steps.ts';
import * as m from '#lib/paraglide/messages.js';

/** The names of the editor's steps, in the reader's language. */
export const stepNames: Record<Step, () => string> = {
	basics: m.dr_step_basics,
	tickets: m.dr_step_tickets,
	money: m.dr_step_money,
	publish: m.dr_step_publish,
};
