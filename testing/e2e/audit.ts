import { readFileSync } from 'node:fs';
import type { PassaFile } from '#scripts/passa-file.ts';
import type { Visit } from './visit.ts';

/** The audit runs in the browser, directly from the RPC. It is green and includes the order that was just bought. */
export async function auditIsGreen(visit: Visit, { events }: PassaFile): Promise<void> {
	const { page } = visit;
	await visit.open('/audit?event=1');
	const result = page.locator('[data-audit]');
	await result.waitFor({ timeout: 30_000 });
	const value = await result.getAttribute('data-audit');
	if (value !== 'green')
		throw new Error(`the audit is ${value}: ${await page.locator('main').textContent()}`);
	if ((await page.locator('[data-anchor]').getAttribute('data-anchor')) !== 'unanchored')
		throw new Error('the page claims a second source, but the audit read one');
	await page.locator('[data-audit] time').first().waitFor();
	await visit.accessible();
	await expectDownload(visit, 'Sales as a table (CSV)', /^closed_at,ledger,transaction/);
	await expectDownload(visit, 'All evidence (JSON)', /"topic"/);
	await page
		.getByRole('link', { name: /^Transaction / })
		.first()
		.click();
	await page.locator('[data-applied=true]').waitFor({ timeout: 30_000 });
	await page
		.getByText(/USDC moved/)
		.first()
		.waitFor();
	await visit.accessible();
	await visit.fits();
	await visit.open(`/transactions/${'ab'.repeat(32)}`);
	await page.locator('[data-missing=TRANSACTION_NOT_FOUND]').waitFor();
	// A ledger that this node no longer keeps.
	await visit.open(`/transactions/${'ab'.repeat(32)}?ledger=1`);
	await page.locator('[data-missing=HISTORY_CUT]').waitFor();
	await page.getByText('This node no longer keeps ledger 1').waitFor();
	await visit.accessible();
	await visit.open(`/audit?event=${events.find(({ no }) => no === 1)!.address}`);
	if ((await page.locator('main select').inputValue()) !== '1')
		throw new Error('an event that is asked for by its address is not the one that is chosen');
}

/** Presses a button and checks the file that it downloads. */
async function expectDownload({ page }: Visit, name: string, holds: RegExp): Promise<void> {
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name }).click(),
	]);
	const text = readFileSync(await download.path(), 'utf8');
	if (!holds.test(text)) throw new Error(`${name} begins with ${text.slice(0, 80)}`);
}
