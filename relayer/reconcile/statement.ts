import type { KesCents } from '#shared/money.ts';

/** A payment that a provider's statement lists. */
export type StatementPayment = {
	receipt: string;
	amount: KesCents;
	/** As the payer typed it: see `referenceOf`. */
	reference: string;
	/** As the provider wrote it. */
	time: string;
};

/** A row that is not a payment: it lacks fields, or reports something other than money that came. */
export type UnreadableRow = {
	why: 'FORM_UNKNOWN' | 'TYPE_UNKNOWN' | 'AMOUNT_UNREADABLE';
	/** Null if it names none. */
	receipt: string | null;
	/** As the provider wrote it; empty if it did not. */
	type: string;
	reference: string;
	/** What it takes back of a payment that was listed before; absent if it says nothing of that. */
	reverses?: KesCents;
	body: unknown;
};

export type Statement = { payments: StatementPayment[]; unreadable: UnreadableRow[] };
