import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kesCurrency } from '#shared/currencies.ts';
import { salesCsv } from './sales-csv.ts';

test('a row for each sale, a column for each payee and one for creators', () => {
	const sale = {
		id: '1',
		paidBy: 'wallet' as const,
		tickets: 2,
		qtys: [2, 0],
		total: 100n,
		splits: [50n, 40n],
		commissions: 10n,
		ledger: 7,
		closedAt: '2026-11-25T08:00:00.000Z',
		txHash: 'ab',
		proved: true,
	};
	const payees = [
		{ payee: 'GA', bps: 6000 },
		{ payee: 'GB', bps: 4000 },
	];
	const tiers = [
		{ face: { currency: kesCurrency, amount: 250_000n } },
		{ face: { currency: kesCurrency + 1, amount: 2000n } },
	];
	assert.is(
		salesCsv(
			[
				sale,
				{
					...sale,
					paidBy: 'treasury',
					tickets: 1,
					qtys: [0, 1],
					total: 50n,
					splits: [30n, 20n],
					commissions: 0n,
				},
			],
			payees,
			tiers,
		),
		[
			'closed_at,ledger,transaction,paid_by,tickets,total_kes_cents,total_stroops,proved,GA (6000 bps),GB (4000 bps),creators_stroops',
			'2026-11-25T08:00:00.000Z,7,ab,wallet,2,500000,100,true,50,40,10',
			'2026-11-25T08:00:00.000Z,7,ab,treasury,1,,50,true,30,20,0',
			'',
		].join('\n'),
	);
});

test.run();
