import type { EntryAnswer } from '#shared/gate/entry-answer.ts';

/**
 * What the screen shows of a decision. `by`: the service, or this device alone. `ticket`: the id on chain that the code claims;
 * null: it claims none.
 */
export type Shown = { answer: EntryAnswer; by: 'service' | 'device'; at: number; ticket: string | null };

/** Without a list, and where this device fails, a person decides. */
export const fault = (at: number): EntryAnswer => ({
	...{ success: false, reason: 'SYSTEM_ERROR', detail: 'FAULT', requiresManualVerification: true },
	timestamp: new Date(at).toISOString(),
});
