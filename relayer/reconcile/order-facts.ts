import type { PaymentState, PushState } from '../models/payments.ts';
import type { Provider } from '../providers.ts';
import type { MessageKind, Trust } from './trust.ts';

/** What a provider said about an order, and how far that is trusted. */
export type Observation = {
	kind: MessageKind;
	trust: Trust;
	/** The push it is about; null if it names our reference only. */
	push: string | null;
	/** `0` is success, `pendingCodes` are not results yet, and any other code is a failure. */
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
	/** Whether the provider gave it an id, by which it can be queried. */
	queryable: boolean;
	/** The provider's newest result code. */
	code: string | null;
};

/** Money of the order that is recorded already. */
export type PaymentFact = {
	receipt: string;
	amount: bigint;
	state: PaymentState;
	/** Whether a message proved it. */
	confirmed: boolean;
	at: number;
};

/** All known facts about an order's money at one moment. Times in milliseconds, amounts in cents of KES. */
export type Facts = {
	provider: Provider;
	now: number;
	/** What the order costs. */
	expected: bigint;
	holdUntil: number;
	pushes: PushFact[];
	observations: Observation[];
	payments: PaymentFact[];
	/** The span whose payments have all been read from the statement. */
	statement: { since: number; to: number } | null;
};

/** Codes of a message that holds no result: the provider does not know yet, or did not answer. */
export const pendingCodes = ['PENDING', 'NO_ANSWER'] as const;

/** How late a payment may appear in a statement. Milliseconds. */
export const statementDelay = 5 * 60_000;

/** How long a success may wait without a receipt, or without corroboration. Milliseconds. */
export const patience = 15 * 60_000;

/** Whether the statement would have listed a payment of that time. */
export const isCovered = ({ statement: pulled }: Facts, at: number): boolean =>
	pulled !== null && pulled.since <= at && pulled.to >= at + statementDelay;
