import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dataText, eventWords } from './chain-event.ts';

const contract = 'CUSDC';

test('a transfer is shown in USDC only where the USDC contract emits it', () => {
	const transfer = { contract, topics: ['transfer', 'GA', 'GB', 'USDC:GI'], value: 193_800_000n };
	assert.equal(eventWords(transfer, contract), { title: '19.38 USDC moved', from: 'GA', to: 'GB' });
	assert.is(
		eventWords({ ...transfer, value: { amount: 5_000_000n, to_muxed_id: 7n } }, contract).title,
		'0.50 USDC moved',
	);
	assert.equal(eventWords({ ...transfer, contract: 'COTHER' }, contract), { title: 'transfer · GA' });
});

test("Passa's events have words, others keep their short name, and long names are left out", () => {
	const event = { contract: 'CEVENT', value: null };
	assert.is(eventWords({ ...event, topics: ['passa', 'sold', 'GA'] }, contract).title, 'Tickets were sold');
	assert.is(eventWords({ ...event, topics: ['passa', 'later'] }, contract).title, 'passa · later');
	assert.is(eventWords({ ...event, topics: ['x'.repeat(100), '<b>'] }, contract).title, '');
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
