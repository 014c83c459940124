import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dataText, eventWords, ticketContracts } from './chain-event.ts';

const contract = 'CUSDC';

test('a transfer is shown in USDC only where the USDC contract emits it', () => {
	const transfer = { contract, topics: ['transfer', 'GA', 'GB', 'USDC:GI'], value: 193_800_000n };
	assert.equal(eventWords(transfer, contract, new Set()), {
		title: '19.38 USDC moved',
		from: 'GA',
		to: 'GB',
	});
	assert.is(
		eventWords({ ...transfer, value: { amount: 5_000_000n, to_muxed_id: 7n } }, contract, new Set()).title,
		'0.50 USDC moved',
	);
	assert.equal(eventWords({ ...transfer, contract: 'COTHER' }, contract, new Set()), {
		title: 'transfer · GA',
	});
});

test("Passa's events have words, others keep their short name, and long names are left out", () => {
	const event = { contract: 'CEVENT', value: null };
	assert.is(
		eventWords({ ...event, topics: ['passa', 'sold', 'GA'] }, contract, new Set()).title,
		'Tickets were sold',
	);
	assert.is(eventWords({ ...event, topics: ['passa', 'later'] }, contract, new Set()).title, 'passa · later');
	assert.is(eventWords({ ...event, topics: ['x'.repeat(100), '<b>'] }, contract, new Set()).title, '');
});

test('tokens are tickets where their contract is an event of Passa, and only there', () => {
	const mint = { contract: 'CEVENT', topics: ['mint', 'GA'], value: 7n };
	const ticketed = ticketContracts([{ contract: 'CEVENT', topics: ['passa', 'sold'], value: null }, mint]);
	assert.equal(eventWords(mint, contract, ticketed), { title: 'A ticket was issued', to: 'GA' });
	assert.equal(eventWords({ ...mint, topics: ['transfer', 'GA', 'GB'] }, contract, ticketed), {
		title: 'A ticket was handed over',
		from: 'GA',
		to: 'GB',
	});
	assert.is(eventWords({ ...mint, contract: 'COTHER' }, contract, ticketed).title, 'mint · GA');
});

test('data is shown in full', () => {
	assert.is(
		dataText({ n: 2n ** 63n, log: new Uint8Array([1, 255]) }),
		'{\n  "n": "9223372036854775808",\n  "log": "01ff"\n}',
	);
	assert.is(
		dataText({ name: 'a\u202Eb' }),
		'{\n  "name": "a\\u202eb"\n}',
		'no mark turns the evidence round',
	);
});

test.run();
