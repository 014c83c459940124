import type { PaymentState, PushState } from '../models/payments.ts';

/**
 * What a provider said about an order. Callbacks and confirmations come to an address of ours, unsigned: they propose.
 * Queries and rows of Pull are answers to what we asked: they corroborate.
 */
export type Observation = {
	kind: 'callback' | 'query' | 'pull' | 'c2b';
	/** The push it is about; null where it names our reference only. */
	push: string | null;
	/** `0` is success; see `pendingCodes` for what is no result yet; anything else is a failure. */
	code: string | null;
	receipt: string | null;
	/** Cents of KES. */
	amount: bigint | null;
	at: number;
};

export type PushFact = {
	id: string;
	state: PushState;
	createdAt: number;
	sentAt: number | null;
	/** Whether the provider gave it an id, by which it can be asked after. */
	queryable: boolean;
	/** The provider's newest word. */
	code: string | null;
};

/** Money of the order that is recorded already. */
export type PaymentFact = {
	receipt: string;
	amount: bigint;
	state: PaymentState;
	/** Whether Pull showed it. */
	confirmed: boolean;
	at: number;
};

/** All that is known of an order's money, at a moment. Times in milliseconds, amounts in cents of KES. */
export type Facts = {
	now: number;
	/** What the order costs. */
	expected: bigint;
	holdUntil: number;
	pushes: PushFact[];
	observations: Observation[];
	payments: PaymentFact[];
	/** The span of which every payment that Pull lists has been read. */
	statement: { since: number; to: number } | null;
};

/** Daraja's own, and ours for a query that has no result: neither is a failure. */
export const pendingCodes = ['4999', 'PENDING', 'NO_ANSWER'] as const;

/** How late a payment may appear in Pull. */
export const statementDelay = 5 * 60_000;

/** How long a success may wait that names no receipt, or that nobody confirms. */
export const patience = 15 * 60_000;

/** Whether a payment of that time would have been seen. */
export const isCovered = ({ statement: pulled }: Facts, at: number): boolean =>
	pulled !== null && pulled.since <= at && pulled.to >= at + statementDelay;
