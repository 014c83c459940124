import type { Transaction as Envelope } from '@stellar/stellar-sdk';
import { prepare, send, signWith } from '#shared/chain/submit/invoke.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import type { Reader } from '../models/schema.ts';
import type { CallDeps, CallJob, CallRow, ChainView, callKillPoints, WantedCall } from './call-job.ts';

/** `landedIn`: the ledger of the newest call, where this run saw it land, else 0; what is read before it does not count. `view`: what was read last. `at`: a step is done. */
export type Doing<Row extends CallRow, View extends ChainView> = CallDeps & {
	job: CallJob<Row, View>;
	landedIn: number;
	view: View | null;
	at(step: (typeof callKillPoints)[number]): Promise<void>;
};

/** Signs, stores and sends a call, and waits for its ledger. Throws LEASE_LOST if another process took the row over. */
export async function sendCall<Row extends CallRow, View extends ChainView>(
	doing: Doing<Row, View>,
	row: Row,
	view: View,
	call: WantedCall<Row>,
): Promise<true> {
	const { chain, channels } = doing;
	const { failures } = view;
	const { operation, signers, signatures, authLedgers } = call;
	await channels.withAccount(async (account) => {
		const source = account.publicKey();
		const wanted = { chain, source, operation, signers, signatures, authLedgers, failures };
		const { transaction } = await prepare(wanted);
		await call.alsoSign?.(transaction);
		const envelope = await signWith(account, chain.passphrase)(transaction.toEnvelope().toXdr('base64'));
		await store(doing, row, view, call, { transaction, envelope });
		doing.landedIn = 0;
		await doing.at('stored');
		doing.landedIn = (await send(chain, envelope, { failures })).ledger;
	});
	await doing.at('sent');
	return true;
}

async function store<Row extends CallRow, View extends ChainView>(
	{ db, job }: Doing<Row, View>,
	row: Row,
	{ ledger }: View,
	{ keep }: WantedCall<Row>,
	{ transaction, envelope }: { transaction: Envelope; envelope: string },
): Promise<void> {
	const kept: Partial<CallRow> = {
		envelope,
		validUntil: BigInt(transaction.timeBounds!.maxTime),
		sinceLedger: row.sinceLedger ?? ledger,
		waitsFor: null,
		attempts: row.attempts + 1,
	};
	await db.transaction(async (tx) => {
		const more = await keep?.(tx, { envelope, hash: hex(transaction.hash()) });
		const isOurs = await changeRow(tx, job, row, { ...kept, ...more });
		if (!isOurs) throw new PassaError('LEASE_LOST', 'another process took this row over');
	});
}

/** Whether it was changed: not where another process took it over, or it is over. Then the row at hand is changed, too. */
export async function changeRow<Row extends CallRow>(
	db: Reader,
	{ table, isUntouched }: Pick<CallJob<Row, ChainView>, 'table' | 'isUntouched'>,
	row: Row,
	change: object,
): Promise<boolean> {
	const [kept] = await db.update(table).set(change).where(isUntouched(row)).returning();
	if (kept) Object.assign(row, kept);
	return kept !== undefined;
}
