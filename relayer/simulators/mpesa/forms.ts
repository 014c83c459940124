import type { MiddlewareHandler } from 'hono';

/** Messages whose form can be set: answers to our requests, by path, and what the simulator sends by itself. */
export const messages = [
	'token',
	'push',
	'query',
	'pull',
	'pull-register',
	'c2b-register',
	'reversal',
	'payout',
	'status',
	'callback',
	'confirmation',
	'result',
] as const;
export type Message = (typeof messages)[number];

/** Forms of any message. `../README.md` describes each; a test compares the two lists. */
export const forms = ['texts', 'numbers', 'lists', 'nulls', 'empties', 'bare', 'extras', 'html'] as const;
/** Forms of one message alone. */
export const ownForms = {
	'none-null': 'pull',
	'none-nested': 'pull',
	'none-500': 'pull',
	'rows-text': 'pull',
	'rows-flat': 'pull',
	'rows-endless': 'pull',
	'no-json': 'pull',
	'registered-0': 'pull-register',
	'registered-number': 'pull-register',
	'registered-already': 'pull-register',
	refused: 'pull-register',
} as const satisfies Record<string, Message>;
export type Form = (typeof forms)[number] | keyof typeof ownForms;

export const isMessage = (name: unknown): name is Message => messages.includes(name as Message);
export const isForm = (name: unknown, message: Message): name is Form =>
	forms.includes(name as (typeof forms)[number]) || ownForms[name as keyof typeof ownForms] === message;

const paths: Record<string, Message> = {
	'/oauth/v1/generate': 'token',
	'/mpesa/stkpush/v1/processrequest': 'push',
	'/mpesa/stkpushquery/v1/query': 'query',
	'/pulltransactions/v1/query': 'pull',
	'/pulltransactions/v1/register': 'pull-register',
	'/mpesa/c2b/v2/registerurl': 'c2b-register',
	'/mpesa/reversal/v1/request': 'reversal',
	'/mpesa/b2c/v3/paymentrequest': 'payout',
	'/mpesa/transactionstatus/v1/query': 'status',
};

/** Without these a message says nothing. Every other field is optional. */
const needed = new Set([
	'access_token',
	'ResponseCode',
	'ResponseStatus',
	'errorCode',
	'errorMessage',
	'Response',
	'transactionId',
	'transactiontype',
	'amount',
	'billreference',
	'ConversationID',
	'Body',
	'stkCallback',
	'ResultCode',
	'TransID',
	'TransAmount',
	'BillRefNumber',
	'Result',
	'ResultParameters',
	'ResultParameter',
	'Key',
	'Value',
]);

const page = '<!DOCTYPE html><html><body><h1>Service unavailable</h1></body></html>';
const extra = { UnknownField: { Deep: [[], null] }, AnotherField: 7 };

type Json = unknown;

/** Rebuilds a value from its leaves up. `change` gets each object's fields. */
function rebuilt(value: Json, change: (fields: [string, Json][]) => Json, leaf: (value: Json) => Json): Json {
	if (Array.isArray(value)) return value.map((each) => rebuilt(each, change, leaf));
	if (value === null || typeof value !== 'object') return leaf(value);
	return change(Object.entries(value).map(([name, each]) => [name, rebuilt(each, change, leaf)]));
}

const same = (value: Json): Json => value;
const optional =
	(to: Json) =>
	(body: Json): Json =>
		rebuilt(
			body,
			(fields) =>
				Object.fromEntries(
					fields
						.filter(([name]) => to !== undefined || needed.has(name))
						.map(([name, value]) => [name, needed.has(name) ? value : to]),
				),
			same,
		);

/** A message in a form; a text is sent as it is. */
const dressed: Record<(typeof forms)[number], (body: Json) => Json> = {
	texts: (body) =>
		rebuilt(body, Object.fromEntries, (value) => (typeof value === 'number' ? `${value}` : value)),
	numbers: (body) =>
		rebuilt(body, Object.fromEntries, (value) =>
			typeof value === 'string' && /^(0|[1-9]\d{0,14})(\.\d\d)?$/.test(value) ? Number(value) : value,
		),
	lists: (body) => rebuilt(body, (fields) => [Object.fromEntries(fields)], same),
	nulls: optional(null),
	empties: optional(''),
	bare: optional(undefined),
	extras: (body) => rebuilt(body, (fields) => ({ ...Object.fromEntries(fields), ...extra }), same),
	html: () => page,
};

type Answer = { status: number; body: Json };
type Pull = { ResponseCode: string; Response: unknown[][] };

/** Daraja's ways to say "none" are used if there is none, its ways to list rows if there are some. */
const ownDressed: Record<keyof typeof ownForms, (answer: Answer) => Answer> = {
	'none-null': (answer) => whereNone(answer, { ResponseCode: '1001', Response: null }),
	'none-nested': (answer) => whereNone(answer, { ResponseCode: '1001', Response: '[[]]' }),
	'none-500': (answer) => {
		const errorMessage = 'Shortcode does not have any available transactions';
		const empty = whereNone(answer, { errorCode: '500.003.1001', errorMessage });
		return { ...empty, status: empty === answer ? answer.status : 500 };
	},
	'rows-text': (answer) => withRows(answer, (rows) => JSON.stringify([rows])),
	'rows-flat': (answer) => withRows(answer, (rows) => (rows.length === 1 ? rows[0] : rows)),
	'rows-endless': (answer) => withRows(answer, ([row]) => [Array.from({ length: 100 }, () => row)]),
	'no-json': (answer) => ({ ...answer, body: `${JSON.stringify(answer.body).slice(0, -2)}"` }),
	'registered-0': (answer) => ({ ...answer, body: { ResponseCode: '0' } }),
	'registered-number': (answer) => ({ ...answer, body: { ResponseStatus: 1000 } }),
	'registered-already': () => ({
		status: 500,
		body: { errorCode: '500.003.1001', errorMessage: 'ShortCode already Registered' },
	}),
	refused: () => ({
		status: 400,
		body: { errorCode: '400.002.02', errorMessage: 'Bad Request - Invalid NominatedNumber' },
	}),
};

const rowsOf = ({ body }: Answer): unknown[] => (body as Pull).Response?.flat() ?? [];
const whereNone = (answer: Answer, body: Json): Answer =>
	rowsOf(answer).length === 0 ? { ...answer, body } : answer;
const withRows = (answer: Answer, change: (rows: unknown[]) => Json): Answer =>
	rowsOf(answer).length === 0
		? answer
		: { ...answer, body: { ...(answer.body as Pull), Response: change(rowsOf(answer)) } };

export function dress(form: Form, answer: Answer): Answer {
	if (form in ownDressed) return ownDressed[form as keyof typeof ownForms](answer);
	return { ...answer, body: dressed[form as (typeof forms)[number]](answer.body) };
}

/** Gives each answer the form that is set for it. */
export const formed =
	(set: ReadonlyMap<Message, Form>): MiddlewareHandler =>
	async (c, next) => {
		await next();
		const form = set.get(paths[c.req.path]!);
		if (!form) return;
		const { status, body } = dress(form, { status: c.res.status, body: await c.res.json() });
		const isText = typeof body === 'string';
		c.res = new Response(isText ? body : JSON.stringify(body), {
			status,
			headers: { 'content-type': isText ? 'text/html' : 'application/json' },
		});
	};
