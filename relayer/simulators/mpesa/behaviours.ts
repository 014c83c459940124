/** What the simulated M-Pesa does with a push. `../README.md` describes each; a test compares the two lists. */
export const behaviours = [
	'pay',
	'poor',
	'cancelled',
	'timeout',
	'silent',
	'duplicate',
	'late',
	'early',
	'wrong-amount',
	'unknown-id',
	'pending-500',
	'pending-4999',
	'contradiction',
	'bad-token',
	'fault',
	'fault-paid',
	'hang',
	'hang-paid',
	'twice',
	'confirmed',
	'unlisted',
	'denied-paid',
	'revived',
	'busy',
	'mute-reversal',
	'locked',
	'wrong-credentials',
	'no-merchant',
	'push-processing',
	'repeated',
	'html-answer',
	'no-id',
	'null-metadata',
	'one-item',
	'texts',
	'lists',
	'garbled',
	'no-request-id',
	'html-query',
	'torn-unlisted',
] as const;
export type Behaviour = (typeof behaviours)[number];

export const isBehaviour = (name: unknown): name is Behaviour => behaviours.includes(name as Behaviour);

/** 2547990000NN: NN is the behaviour's place in the list. */
const reservedPhone = /^2547990000(\d\d)$/;
/** KES 2490NN, the same way. */
const reservedShillings = 249_000;

export function behaviourOf(phone: string, shillings: number): Behaviour {
	const byPhone = reservedPhone.exec(phone);
	if (byPhone) return behaviours[Number(byPhone[1])] ?? 'pay';
	return (shillings >= reservedShillings && behaviours[shillings - reservedShillings]) || 'pay';
}

/** The result that ends a push, or seems to; undefined if it is paid. */
export const failures: Partial<Record<Behaviour, { code: number; description: string }>> = {
	poor: { code: 1, description: 'The balance is insufficient for the transaction.' },
	cancelled: { code: 1032, description: 'Request cancelled by user' },
	timeout: { code: 1037, description: 'DS timeout user cannot be reached' },
	revived: { code: 1037, description: 'DS timeout user cannot be reached' },
	repeated: { code: 17, description: 'Rule limited.' },
};

/** What Daraja answers to a push instead of making it; `push-processing` is made all the same. */
export const refusals: Partial<Record<Behaviour, string>> = {
	locked: 'Unable to lock subscriber, a transaction is already in process for the current subscriber',
	'wrong-credentials': 'Wrong credentials',
	'no-merchant': 'Merchant does not exist',
	'push-processing': 'The transaction is being processed',
};
