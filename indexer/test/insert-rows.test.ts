import type { PgTable } from 'drizzle-orm/pg-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { insertRows } from '../models/insert-rows.ts';
import { callProofs } from '../models/ledger-proofs.ts';
import { orders } from '../models/orders-table.ts';
import { outbox } from '../models/outbox.ts';
import { rawEvents } from '../models/raw-events.ts';
import { tickets } from '../models/tickets.ts';
import { type Store, startStore } from './store.ts';

const test = suite('inserting many rows');
let store: Store;

test.before(async () => {
	store = await startStore();
});
test.after(async () => {
	await store.close();
});

const odd = 'Wamũ’s "night", \\ {a,b} \t \u{1F3B6} \u202E';
const soldAt = new Date('2027-01-15T08:00:00.123Z');
const order = {
	...{ id: 2n ** 62n, eventNo: 1, tier: 0, qty: 2, rail: 'fiat' as const, complimentary: false, buyer: odd },
	...{ total: -(10n ** 12n), grossBefore: 2n ** 62n, commissionsBefore: 0n, termsVersion: 1, evidence: null },
	...{
		inputsHash: null,
		model: 0,
		credits: [{ creator: odd, weight: 1, amount: '12' }],
		refundedMask: 0,
		refunded: 0n,
	},
	...{ commissionsBack: 0n, n: 1n, position: 0, txHash: 'ab', ledger: 5, soldAt },
};
const ticket = {
	...{
		eventNo: 1,
		orderId: 7n,
		index: 0,
		tier: 0,
		owner: odd,
		custody: true,
		ownedSince: soldAt,
		payer: null,
	},
	...{ state: 'valid' as const, gate: null, usedAt: soldAt, price: 5n, resales: 0, ledger: 5 },
};
const raw = { ledger: 5, txHash: 'ab', op: 0, contract: odd, topics: ['a', odd, ''], value: odd };
const message = { channel: odd, ledger: 5, payload: { name: odd, list: [null, 1, true], none: null } };

/** By table: two rows that differ. */
const samples: [string, PgTable, object[]][] = [
	['orders', orders, [order, { ...order, id: 1n, evidence: 'cd', credits: [] }]],
	['tickets', tickets, [ticket, { ...ticket, index: 1, payer: odd, price: null, usedAt: null }]],
	[
		'raw_events',
		rawEvents,
		[
			{ ...raw, id: '1', index: 0 },
			{ ...raw, id: '2', index: 1, topics: [] },
		],
	],
	[
		'call_proofs',
		callProofs,
		[
			{ txHash: 'a', ledger: 5, success: Buffer.from([0, 255, 92, 120]) },
			{ txHash: 'b', ledger: 5, success: new Uint8Array() },
		],
	],
	[
		'outbox',
		outbox,
		[
			{ ...message, seq: 1, id: 1 },
			{ ...message, seq: 2, id: 2, payload: 'text' },
		],
	],
];

for (const [name, table, rows] of samples) {
	test(`writes what a statement with placeholders writes (${name})`, async () => {
		const written = async (insert: () => Promise<unknown>): Promise<string[]> => {
			await store.rows(`truncate chain.${name}`);
			await insert();
			const columns = name === 'outbox' ? `t.channel, t.seq, t.id, t.ledger, t.payload, t.at is null` : 't.*';
			const found = await store.rows(`select row(${columns})::text as row from chain.${name} t order by 1`);
			return found.map(({ row }) => row);
		};
		const expected = await written(() => store.db.insert(table).values(rows as never));
		assert.is(expected.length, 2);
		const found = await written(() => store.db.transaction((tx) => insertRows(tx, table, rows as never)));
		assert.equal(found, expected);
	});
}

test('no rows write nothing', async () => {
	await store.db.transaction((tx) => insertRows(tx, tickets, []));
});

test.run();
