import { Pool } from 'pg';
import type { PassaFile } from '#scripts/passa-file.ts';
import type { Visit } from './visit.ts';

/** An event whose log has a hole says so on its own pages, in both languages, and still sells. */
export async function showsThatNumbersAreOld(visit: Visit, { database, events }: PassaFile): Promise<void> {
	const [held, whole] = events;
	const pool = new Pool({ connectionString: database, max: 1 });
	try {
		// The indexer reads it again only after this test.
		await pool.query(
			`INSERT INTO chain.quarantine (contract, no, code, reason, from_ledger, next_at)
			VALUES ($1, $2, 'LOG_GAP', 'e2e', 1, now() + interval '1 hour')`,
			[held!.address, held!.no],
		);
		await visit.open(`/events/${held!.no}`);
		await says(visit, 'It is still safe to buy');
		await visit.page.locator(`a[href*="/events/${held!.no}/checkout"]`).first().waitFor();
		await visit.accessible();
		await visit.fits();
		await visit.open(`/events/${held!.no}/checkout`);
		await says(visit, 'It is still safe to buy');
		await visit.open(`/audit?event=${held!.no}`);
		await says(visit, 'your browser reads the ledger itself', true);
		await visit.accessible();
		await statusNames(visit, held!.no);
		// The control: an event whose log is whole says nothing.
		await visit.open(`/events/${whole!.no}`);
		if ((await visit.page.locator('[data-fault]').count()) > 0)
			throw new Error(`event ${whole!.no} shows the fault of another one`);
	} finally {
		await pool.query(`DELETE FROM chain.quarantine WHERE reason = 'e2e'`);
		await pool.end();
	}
	await visit.open(`/events/${held!.no}`);
	if ((await visit.page.locator('[data-fault]').count()) > 0)
		throw new Error('a whole log still has a fault');
}

/** The status page names the event, and says that events and tickets may be late. */
async function statusNames(visit: Visit, no: number): Promise<void> {
	await visit.open('/status');
	await visit.page.locator('[data-part=pages][data-state=late]').waitFor();
	await visit.page
		.locator('[data-hole=LOG_GAP]')
		.getByRole('link', { name: `Event ${no}` })
		.waitFor();
	await visit.accessible();
	await visit.fits();
}

/** Auditors read the code, too; fans do not. */
async function says({ page }: Visit, words: string, forAuditors = false): Promise<void> {
	const shown = page.locator('[data-fault=LOG_GAP]').first();
	await shown.waitFor();
	const text = (await shown.textContent()) ?? '';
	const names = text.includes('LOG_GAP, since');
	if (!text.includes(words) || names !== forAuditors) throw new Error(`the fault says: ${text}`);
}
