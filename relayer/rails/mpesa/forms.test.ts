import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseResult, refundResultOf } from './async-result.ts';
import { centsOf, parseC2bConfirmation, parseStkCallback } from './callback.ts';
import { refused } from './errors.ts';
import { readJson } from './json-readers.ts';
import { readStatement } from './statement.ts';

const test = suite('messages in any form');

const callback = {
	Body: {
		stkCallback: {
			MerchantRequestID: 'm',
			CheckoutRequestID: 'ws_CO_1',
			ResultCode: 0,
			ResultDesc: 'done',
			CallbackMetadata: {
				Item: [
					{ Name: 'Amount', Value: 2500 },
					{ Name: 'MpesaReceiptNumber', Value: 'NLJ7RT61SV' },
					{ Name: 'Balance' },
				],
			},
		},
	},
};
const confirmation = {
	TransID: 'RKL51ZDR4F',
	TransTime: '20231121121325',
	TransAmount: '5.00',
	BusinessShortCode: '600966',
	BillRefNumber: 'ORDER12',
};
const result = {
	Result: {
		ResultCode: 0,
		ResultDesc: 'done',
		ConversationID: 'AG_1',
		OriginatorConversationID: 'o-1',
		ResultParameters: { ResultParameter: [{ Key: 'TransactionStatus', Value: 'Completed' }] },
	},
};
const row = {
	transactionId: 'RKL51ZDR4F',
	trxDate: '2020-08-05T10:13:00Z',
	msisdn: 722000000,
	transactiontype: 'c2b-pay-bill-debit',
	billreference: 'ORDER12',
	amount: '168.00',
};
const error = { requestId: 'r', errorCode: '500.001.1001', errorMessage: 'Wrong credentials' };

/** What a provider may put in a field's place. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
	fc.constantFrom(null, '', '[[]]', 'null', '\u0000', '0', 0, -1, 1e21, true, false),
	fc.constant([]),
	fc.constant({}),
	fc.constant([[]]),
	fc.jsonValue({ maxDepth: 3 }),
	fc.string({ unit: 'binary' }),
);

/** A message in which any value, at any depth, is replaced, left out, or put in a list of one. */
const mutated = (value: unknown): fc.Arbitrary<unknown> => {
	const children: fc.Arbitrary<unknown> = Array.isArray(value)
		? fc.tuple(...value.map(mutated))
		: value !== null && typeof value === 'object'
			? fc.record(Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mutated(each)])), {
					requiredKeys: [],
				})
			: fc.constant(value);
	return fc.oneof(
		{ weight: 6, arbitrary: children },
		{ weight: 1, arbitrary: odd },
		{ weight: 1, arbitrary: children.map((each) => [each]) },
	);
};

const body = (message: unknown) =>
	fc.oneof({ weight: 9, arbitrary: mutated(message).map((each) => JSON.stringify(each) ?? '') }, fc.string());
const isText = (value: string | null, most: number) =>
	value === null || (value.length <= most && !/\p{Cc}/u.test(value));

test('no form of a callback breaks its reader, and what it reads fits its columns', () => {
	fc.assert(
		fc.property(body(callback), (text) => {
			const read = parseStkCallback(text);
			if (!read) return true;
			assert.ok(read.code !== '' && isText(read.code, 40) && isText(read.text, 1000));
			assert.ok(isText(read.requestId, 100) && isText(read.receipt, 40));
			return true;
		}),
		{ numRuns: 2_000 },
	);
});

test('no form of a confirmation, a result, a row or an error breaks its reader', () => {
	fc.assert(
		fc.property(
			body(confirmation),
			body(result),
			mutated(row),
			mutated(error),
			(c2b, async, line, envelope) => {
				const read = parseC2bConfirmation(c2b);
				assert.ok(!read || (read.amount >= 0n && isText(read.receipt, 40) && isText(read.reference, 1000)));
				for (const kind of ['reversal', 'status', 'reversal-late', 'status-late', 'other'])
					refundResultOf(kind, parseResult(async));
				const { payments, unreadable } = readStatement([line, row]);
				assert.is(payments.length + unreadable.length, 2, 'each row is read, or is flagged');
				assert.ok(payments.some((each) => each.receipt === row.transactionId));
				assert.ok(['none', 'refused', 'unknown'].includes(refused(500, envelope, '').effect));
			},
		),
		{ numRuns: 2_000 },
	);
});

test('the same callback in each of its forms says the same', () => {
	const plain = parseStkCallback(JSON.stringify(callback));
	assert.equal(plain, {
		requestId: 'ws_CO_1',
		code: '0',
		text: 'done',
		receipt: 'NLJ7RT61SV',
		amount: 250_000n,
	});
	const { stkCallback } = callback.Body;
	const with_ = (change: object) => JSON.stringify({ Body: { stkCallback: { ...stkCallback, ...change } } });
	for (const text of [
		with_({ ResultCode: '0' }),
		with_({ ResultCode: ['00'], MerchantRequestID: null, Unknown: { Deep: [[]] } }),
		JSON.stringify([{ Body: [{ stkCallback: [stkCallback] }] }]),
		JSON.stringify({ body: { StkCallback: stkCallback } }),
	])
		assert.equal(parseStkCallback(text), plain);
	for (const CallbackMetadata of [null, '', [], {}, { Item: null }, { Item: '' }, { Item: [] }, 'x', 7])
		assert.equal(parseStkCallback(with_({ CallbackMetadata })), { ...plain, receipt: null, amount: null });
	const one = with_({ CallbackMetadata: { Item: { Name: 'MpesaReceiptNumber', Value: 'NLJ7RT61SV' } } });
	assert.equal(parseStkCallback(one), { ...plain, amount: null });
});

test('a code that means "processing", and a missing one, are not results', () => {
	const codeOf = (ResultCode: unknown, ResultDesc: unknown = '') =>
		parseStkCallback(JSON.stringify({ Body: { stkCallback: { ResultCode, ResultDesc } } }))?.code ?? null;
	assert.is(codeOf(4999), 'PENDING');
	assert.is(codeOf('4999 '), 'PENDING');
	assert.is(codeOf('500.001.1001', 'The transaction is being processed'), 'PENDING');
	assert.is(codeOf(7777, 'The transaction is still under processing'), 'PENDING');
	assert.is(codeOf(0, 'being processed'), '0', 'a success is one');
	assert.is(codeOf('E3008'), 'E3008');
	for (const nothing of [null, '', [], {}, 'null', 'a whole sentence']) assert.is(codeOf(nothing), null);
});

test('500.001.1001 means what its message says; an unknown message may have taken effect', () => {
	const effectOf = (errorMessage: unknown, status = 500) => {
		const { code, effect, providerCode } = refused(status, { errorCode: '500.001.1001', errorMessage }, '');
		return `${code} ${effect} ${providerCode}`;
	};
	const lock = 'Unable to lock subscriber, a transaction is already in process for the current subscriber';
	assert.is(effectOf(lock), 'MPESA_LOCKED refused 1001');
	assert.is(effectOf([lock.toUpperCase()], 200), 'MPESA_LOCKED refused 1001');
	assert.is(effectOf('[MerchantValidate] - Wrong credentials'), 'MPESA_CREDENTIALS refused MERCHANT');
	assert.is(effectOf('Merchant does not exist'), 'MPESA_MERCHANT refused MERCHANT');
	assert.is(effectOf('Rule limited.'), 'MPESA_REPEATED refused 17');
	assert.is(effectOf('The transaction is being processed'), 'MPESA_PENDING unknown 500.001.1001');
	for (const unknown of ['Server Error', '', null, {}, 'Wrong', 'merchant'])
		for (const status of [200, 400, 500])
			assert.is(effectOf(unknown, status), 'MPESA_FAULT unknown 500.001.1001', `${unknown} ${status}`);
});

test('sums are whole or have cents; anything else is unreadable', () => {
	for (const [value, cents] of [
		[1, 100n],
		['1,250.00', 125_000n],
		[['5.5'], 550n],
		[' 7 ', 700n],
	] as const)
		assert.is(centsOf(value), cents);
	for (const value of [null, '', -1, '1.234', 'KES 5', {}, [], [1, 2], 1e21, Number.NaN])
		assert.is(centsOf(value), null);
});

test('JSON that is nested too deeply is unreadable', () => {
	assert.is(readJson(`${'['.repeat(30_000)}${']'.repeat(30_000)}`), undefined);
	assert.equal(readJson('{"a":"[[[[{{{{\\"["}'), { a: '[[[[{{{{"[' });
});

test('names in lists are read in any case, as those of fields are', () => {
	const item = [
		{ name: 'amount', value: 2500 },
		{ NAME: 'MPESARECEIPTNUMBER', VALUE: 'NLJ7RT61SV' },
	];
	const read = parseStkCallback(
		JSON.stringify({ body: { stkcallback: { resultcode: 0, callbackmetadata: { item } } } }),
	);
	assert.equal([read?.receipt, read?.amount], ['NLJ7RT61SV', 250_000n]);
});

test.run();
