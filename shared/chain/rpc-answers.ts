import {
	digits,
	entry,
	eventId,
	type Form,
	fieldsOf,
	hash,
	ledger,
	listOf,
	oneOf,
	optional,
	rawEvent,
	text,
	unreadable,
} from './forms.ts';

const range = { latestLedger: ledger, oldestLedger: ledger };

function inOrder(latest: number, oldest: number, at: string): void {
	if (oldest > latest) unreadable(`${at}.oldestLedger`, 'before the latest one');
}

const eventsFields = fieldsOf({
	...range,
	events: listOf(rawEvent),
	cursor: eventId,
	latestLedgerCloseTime: digits,
});

const getEvents: Form<ReturnType<typeof eventsFields>> = (value, at) => {
	const page = eventsFields(value, at);
	inOrder(page.latestLedger, page.oldestLedger, at);
	const ahead = page.events.findIndex((e) => e.ledger > page.latestLedger);
	if (ahead >= 0) unreadable(`${at}.events[${ahead}].ledger`, 'a closed ledger');
	return page;
};

const ledgersFields = fieldsOf({
	...range,
	ledgers: listOf(
		fieldsOf({ hash, sequence: ledger, ledgerCloseTime: digits, headerXdr: text, metadataXdr: text }),
	),
});

const getLedgers: Form<ReturnType<typeof ledgersFields>> = (value, at) => {
	const page = ledgersFields(value, at);
	inOrder(page.latestLedger, page.oldestLedger, at);
	return page;
};

const entriesFields = fieldsOf({ latestLedger: ledger, entries: listOf(entry) });

/** Some releases write an empty list as null. */
const getLedgerEntries: Form<ReturnType<typeof entriesFields>> = (value, at) => {
	const answer = value as { entries?: unknown } | null;
	if (typeof answer === 'object' && answer?.entries === null) answer.entries = [];
	return entriesFields(value, at);
};

const found = fieldsOf({
	ledger,
	createdAt: digits,
	envelopeXdr: text,
	resultXdr: text,
	resultMetaXdr: text,
});

const transactionFields = fieldsOf({
	...range,
	status: oneOf('SUCCESS', 'FAILED', 'NOT_FOUND'),
	latestLedgerCloseTime: digits,
	oldestLedgerCloseTime: digits,
	events: optional(fieldsOf({ contractEventsXdr: optional(listOf(listOf(text))) })),
});

type Transaction = ReturnType<typeof transactionFields>;
type FoundTransaction = Transaction & { status: 'SUCCESS' | 'FAILED' } & ReturnType<typeof found>;

const getTransaction: Form<FoundTransaction | (Transaction & { status: 'NOT_FOUND' })> = (value, at) => {
	const answer = transactionFields(value, at);
	if (answer.status !== 'NOT_FOUND') found(value, at);
	return answer as FoundTransaction;
};

const simulated = fieldsOf({ latestLedger: ledger, error: optional(text), events: optional(listOf(text)) });
const succeeded = fieldsOf({ transactionData: text, minResourceFee: digits });

const simulateTransaction: Form<ReturnType<typeof simulated>> = (value, at) => {
	const answer = simulated(value, at);
	if (answer.error === undefined) succeeded(value, at);
	return answer;
};

const fees = fieldsOf({ p90: digits });

const forms = {
	getEvents,
	getLedgers,
	getLedgerEntries,
	getTransaction,
	simulateTransaction,
	getLatestLedger: fieldsOf({ sequence: ledger, closeTime: digits }),
	getHealth: fieldsOf({ status: text, ...range }),
	getNetwork: fieldsOf({ passphrase: text, protocolVersion: ledger }),
	getFeeStats: fieldsOf({ sorobanInclusionFee: fees, inclusionFee: fees }),
	sendTransaction: fieldsOf({
		status: oneOf('PENDING', 'DUPLICATE', 'TRY_AGAIN_LATER', 'ERROR'),
		hash,
		latestLedger: ledger,
	}),
} as const;

/** What each method answers. Fields beside these are there, too, and unchecked. */
export type Answers = { [M in keyof typeof forms]: ReturnType<(typeof forms)[M]> };

const anything = fieldsOf({});

/** Checks an answer against the form of its method; of another method it must be an object. Throws Unreadable. */
export const readAnswer = (method: string, answer: unknown): object =>
	Object.hasOwn(forms, method)
		? forms[method as keyof typeof forms](answer, 'the answer')
		: anything(answer, 'the answer');
