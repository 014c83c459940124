import { tonightOrganizer } from '#scripts/demo/tonight-event.ts';
import type { PassaFile } from '#scripts/passa-file.ts';
import { inEachLayout } from './each-layout.ts';
import { organizerSignsIn } from './own-event.ts';
import { buyByCommand } from './ticket-holder.ts';
import type { Visit } from './visit.ts';

/** The demo's event of today, and the secret of who organizes it. */
function tonight(passa: PassaFile): { no: number; secret: string } {
	const [main] = passa.gates ?? [];
	const organizer = passa.people.find(({ name }) => name === tonightOrganizer);
	if (!main || !organizer?.secret) throw new Error('passa.json has no event of today: start with the demo');
	return { no: passa.events.find(({ address }) => address === main.event)!.no, secret: organizer.secret };
}

/**
 * An organizer sells one more ticket, and reads the report: it counts that ticket, says that it is not over yet, and that every
 * sum agrees. The table and the PDF have the same figures, and as a payee they see their own part. A stranger gets nothing.
 */
export async function reportAddsUp(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const { no, secret } = tonight(passa);
	const path = `/organizer/events/${no}/report`;
	await organizerSignsIn(visit, secret);
	await visit.open(`/organizer/events/${no}`);
	await page.getByRole('link', { name: 'Report', exact: true }).click();
	await visit.reads('Done so far');
	const gross = async () => (await page.locator('[data-report="from"] tr').last().textContent()) ?? '';
	const before = await gross();
	await buyByCommand(passa, dataDir, { event: no, qty: 1 });
	for (const end = Date.now() + 15_000; (await gross()) === before; await visit.open(path))
		if (Date.now() > end) throw new Error(`the report still says ${before}`);
	await addsUp(visit);
	await page.locator('[data-report="shillings"]').waitFor();
	const csv = await page.request.get(new URL(`${path}.csv`, visit.base).href);
	const text = await csv.text();
	if (!text.includes('Where it went') || text.includes('differs')) throw new Error(`the table says ${text}`);
	const pdf = await page.request.get(new URL(`${path}.pdf`, visit.base).href);
	if (!(await pdf.body()).toString('latin1').startsWith('%PDF-')) throw new Error('the PDF is none');
	await inEachLayout(visit, path);
	await seesOwnPart(visit, no);
	const stranger = await visit.another();
	const closed = await stranger.context.request.get(new URL(`${path}.csv`, visit.base).href);
	if (new URL(closed.url()).pathname !== '/sign-in') throw new Error(`a stranger gets ${closed.url()}`);
	await stranger.context.close();
}

async function addsUp({ page }: Visit): Promise<void> {
	const verdict = page.locator('[data-differing]');
	for (const end = Date.now() + 15_000; (await verdict.getAttribute('data-differing')) !== '0'; ) {
		if (Date.now() > end)
			throw new Error(`the report says ${await page.locator('[data-report="checks"]').textContent()}`);
		// A purchase that another story makes is settled within seconds.
		await page.waitForTimeout(1000);
		await page.reload();
	}
}

async function seesOwnPart(visit: Visit, no: number): Promise<void> {
	const { page } = visit;
	await visit.open('/earnings');
	await visit.fits();
	await visit.accessible();
	await page.locator(`[data-earning="${no}"] a`).click();
	await page.locator('[data-report="paid"]').waitFor();
	await inEachLayout(visit, `/earnings/${no}`);
	const pdf = await page.request.get(new URL(`/earnings/${no}/report.pdf`, visit.base).href);
	if (pdf.status() !== 200) throw new Error(`a payee's PDF answers ${pdf.status()}`);
}
