/** What a case's facts are called. Support's page has words for each, so a new name fails the typecheck there. */
export const factNames = [
	'amount',
	'attempts',
	'batch',
	'boundAt',
	'bytes',
	'code',
	'earlier',
	'entries',
	'error',
	'event',
	'from',
	'lane',
	'lastRead',
	'ledgersLeft',
	'message',
	'missing',
	'newer',
	'order',
	'orders',
	'provider',
	'seq',
	'served',
	'ticket',
	'to',
	'txHash',
	'type',
	'waitingSince',
	'why',
] as const;
export type FactName = (typeof factNames)[number];

/**
 * Facts without personal data: no phone, name or receipt. `amount`: cents of KES; `boundAt`, `from`, `lastRead`, `to`
 * and `waitingSince`: ISO (`lastRead` may be `never`); `batch`: contract, lane and number; `bytes`: a size, `>` if
 * it is larger; `orders`: references by blanks.
 */
export type CaseFacts = Partial<Record<FactName, string>>;
