import { Pool } from 'pg';
import type { Route } from 'playwright-core';
import type { PassaFile } from '#scripts/passa-file.ts';
import type { Visit } from './visit.ts';

/** The demo's tier that these stories buy. */
const price = 'KES 2,500';

/**
 * A ticket is bought while the indexer holds back the event's log. The order's page and "My tickets" say so instead of
 * denying the order, and show the ticket once the log is whole.
 */
export async function ticketOfAHeldLog(visit: Visit, { database, events }: PassaFile): Promise<void> {
	const [{ no, address }] = events as [PassaFile['events'][number]];
	const pool = new Pool({ connectionString: database, max: 1 });
	try {
		// A hole: the next event does not follow the last that the indexer counts. It reads the log again only later.
		await pool.query('UPDATE chain.events SET n = n - 1 WHERE no = $1', [no]);
		await pool.query(
			`INSERT INTO chain.quarantine (contract, no, code, reason, from_ledger, next_at)
			VALUES ($1, $2, 'LOG_GAP', 'e2e', 1, now() + interval '1 hour')`,
			[address, no],
		);
		await seePrice(visit, no);
		await payButton(visit).click();
		await visit.reads('This order does not show here yet', 30_000);
		await visit.page.getByText('Do not pay again').waitFor();
		await visit.accessible();
		await visit.fits();
		await visit.page.getByRole('link', { name: 'See it on the ledger' }).click();
		await visit.page.locator('[data-applied=true]').waitFor({ timeout: 20_000 });
		await visit.open('/tickets');
		const sent = visit.page.locator('[data-sent=landed]');
		await sent.waitFor({ timeout: 20_000 });
		await visit.accessible();
		await visit.fits();
		await visit.page.getByRole('link', { name: 'See the order' }).click();
		await visit.reads('This order does not show here yet');
	} finally {
		await pool.query('UPDATE chain.events SET n = n + 1 WHERE no = $1', [no]);
		await pool.query('UPDATE chain.quarantine SET next_at = now() WHERE contract = $1', [address]);
		await pool.end();
	}
	await visit.reads("You're going!", 40_000);
	await showsOneTicket(visit);
	// The negative control: an order that never was is missing, though a link names a transaction.
	await visit.open(`/orders/12345?event=${no}&ledger=2&tx=${'ab'.repeat(32)}`);
	await visit.reads('There is no order 12345.');
	visit.forgive(/404/);
}

/** The fan leaves before the network confirms: "My tickets" says so, and shows the ticket when it does. */
export async function leavesBeforeItLands(visit: Visit, { rpc, events }: PassaFile): Promise<void> {
	const { page } = visit;
	const held = (route: Route): Promise<void> =>
		/"getTransaction"/.test(route.request().postData() ?? '') ? route.abort() : route.continue();
	await seePrice(visit, events[0]!.no);
	await page.route(`${rpc}/**`, held);
	await payButton(visit).click();
	await page.getByRole('button', { name: 'Paying. This takes a few seconds.' }).waitFor({ timeout: 20_000 });
	await visit.open('/tickets');
	await page.locator('[data-sent=unconfirmed]').getByText('Do not pay again').waitFor();
	await visit.accessible();
	await visit.fits();
	await page.unroute(`${rpc}/**`, held);
	visit.forgive(/ERR_FAILED/);
	await showsOneTicket(visit);
}

const payButton = ({ page }: Visit) => page.getByRole('button', { name: `Pay ${price}` });

async function seePrice(visit: Visit, no: number): Promise<void> {
	await visit.open(`/events/${no}/checkout?method=demo&tier=1`);
	await visit.page.getByRole('button', { name: 'See the exact price' }).click();
	await payButton(visit).waitFor({ timeout: 40_000 });
}

/** It is listed as a ticket, and no longer as a purchase that was sent. */
async function showsOneTicket(visit: Visit): Promise<void> {
	const { page } = visit;
	if (!page.url().endsWith('/tickets')) await visit.open('/tickets');
	await page.getByRole('article').first().waitFor({ timeout: 40_000 });
	await page.locator('[data-sent]').first().waitFor({ state: 'detached', timeout: 20_000 });
	const found = await page.getByRole('article').count();
	if (found !== 1) throw new Error(`"My tickets" shows ${found} tickets, not 1`);
}
