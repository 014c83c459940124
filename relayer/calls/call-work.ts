import { sql } from 'drizzle-orm';
import { send } from '#shared/chain/submit/invoke.ts';
import { mayLand } from '#shared/chain/submit/may-land.ts';
import { PassaError } from '#shared/errors.ts';
import { leasedRows } from '#shared/service/leased-rows.server.ts';
import type { Work } from '#shared/service/worker.server.ts';
import type { CallDeps, CallJob, CallRow, ChainView, Next } from './call-job.ts';
import { changeRow, type Doing, sendCall } from './send-call.ts';

type Waiting<Row> = Extract<Next<Row>, { do: 'wait' }>;

/**
 * Does work whose rows each end by a call on chain, by any process, however often one dies. A row is
 * leased, the chain is read, and what it shows decides what follows. A call is signed and stored before it is sent; while it may land, no
 * other is signed, and after it landed the chain is read again.
 */
export function callWork<Row extends CallRow, View extends ChainView>(
	deps: CallDeps,
	job: CallJob<Row, View>,
): Work<Row> {
	const { table, key, leaseMilliseconds, which, also } = job;
	const queue = leasedRows(deps, { table, key, leaseMilliseconds, which, also });
	return {
		name: job.name,
		most: deps.channels.keys.length,
		async lease(limit) {
			const rows = (await queue.lease(limit)) as unknown as Row[];
			return rows.length > 0 && job.load ? job.load(rows) : rows;
		},
		nextAt: queue.nextAt,
		run: (row) => run({ ...deps, job, landedIn: 0, view: null, at: async () => {} }, row),
	};
}

async function run<Row extends CallRow, View extends ChainView>(
	doing: Doing<Row, View>,
	row: Row,
): Promise<void> {
	const { job, log, db } = doing;
	const { attempts } = row;
	try {
		while (await advance(doing, row));
	} catch (error) {
		const code = error instanceof PassaError ? error.code : 'RPC_ERROR';
		const { view } = doing;
		const next = job.afterError({ row, view, code, error, isSent: row.attempts > attempts, attempts });
		const why = (next.do === 'wait' && next.code) || code;
		const { message } = error as Error;
		if (row.waitsFor !== why) log.warn({ ...job.named(row), attempts, code: why, message }, job.isNotYet);
		if (next.do === 'wait') await wait(doing, row, next);
		else await db.transaction((tx) => next.write(tx));
	}
}

/** One look at the chain, and what follows. Whether to look again at once. */
async function advance<Row extends CallRow, View extends ChainView>(
	doing: Doing<Row, View>,
	row: Row,
): Promise<boolean> {
	const { job, db, log, chain } = doing;
	const part = job.part ? `${job.part(row)} ` : '';
	doing.at = async (step) => doing.between?.(`${part}${step}`);
	const view = await job.read(row);
	if (view.ledger < doing.landedIn)
		throw new PassaError('RPC_BEHIND', `the node does not show ledger ${doing.landedIn} yet`);
	doing.view = view;
	await doing.at('read');
	const next = await job.next(row, view);
	// What has landed cannot land again.
	const isOpen = job.mayLand ? job.mayLand(row, view) : mayLand(row, view, chain.passphrase);
	const isAlive = doing.landedIn === 0 && isOpen;
	switch (next.do) {
		case 'wait':
			return wait(doing, row, next);
		case 'resend':
			return resend(doing, row, view);
		case 'call':
			if (!isAlive || next.isOnce) return sendCall(doing, row, view, await next.call());
			// Its authorisation alone may land yet, within another's envelope.
			if (view.closeTime > row.validUntil!) return wait(doing, row, { do: 'wait', code: row.waitsFor });
			return resend(doing, row, view);
		case 'giveUp':
			// What was signed may still do it.
			if (isAlive) return wait(doing, row, { do: 'wait', code: row.waitsFor });
			break;
		case 'record':
			break;
		default:
			next satisfies never;
	}
	await db.transaction((tx) => next.write(tx));
	await doing.at('recorded');
	if (next.said) log.info(...next.said);
	return next.do === 'record' && next.andGoOn === true;
}

/** The stored envelope, which lands at most once. */
async function resend<Row extends CallRow, View extends ChainView>(
	doing: Doing<Row, View>,
	row: Row,
	{ failures }: View,
): Promise<true> {
	doing.landedIn = (await send(doing.chain, row.envelope!, { failures })).ledger;
	return true;
}

/** Nothing changes where another process has taken the row over. A row that was woken while it was read stays awake. */
async function wait<Row extends CallRow, View extends ChainView>(
	{ db, clock, job }: Doing<Row, View>,
	row: Row,
	{ code, change, write, pause }: Waiting<Row>,
): Promise<false> {
	const { since, part, least, most } = { ...job.pause(row), ...pause };
	const age = clock.now() - since.getTime();
	const later = new Date(clock.now() + Math.min(most, Math.max(least, age / part)));
	const column = job.table.wakeAt;
	const wakeAt = sql`CASE WHEN ${column} = ${row.wakeAt} THEN ${later} ELSE ${column} END`;
	await db.transaction(async (tx) => {
		const isOurs = await changeRow(tx, job, row, { waitsFor: code, wakeAt, ...change });
		if (isOurs) await write?.(tx);
	});
	return false;
}
