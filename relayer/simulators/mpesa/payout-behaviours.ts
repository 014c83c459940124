/** What the simulated M-Pesa does with a payout (B2C). `../README.md` describes each; a test compares the two lists. */
export const payoutBehaviours = [
	'pay',
	'twice',
	'late',
	'mute',
	'failed',
	'unregistered',
	'short',
	'short-once',
	'fault',
	'fault-paid',
] as const;
export type PayoutBehaviour = (typeof payoutBehaviours)[number];

export const isPayoutBehaviour = (name: unknown): name is PayoutBehaviour =>
	payoutBehaviours.includes(name as PayoutBehaviour);

export type PayoutRecord = {
	/** The caller's id, which is taken once. */
	id: string;
	conversationId: string;
	phone: string;
	shillings: number;
	behaviour: PayoutBehaviour;
	at: number;
	/** Null if nothing was paid. */
	receipt: string | null;
	code: number;
};
