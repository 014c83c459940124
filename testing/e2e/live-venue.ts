import { tonightOrganizer } from '#scripts/demo/tonight-event.ts';
import type { PassaFile } from '#scripts/passa-file.ts';
import { enrolOnce } from './gate-by-command.ts';
import { organizerSignsIn } from './own-event.ts';
import { buyByCommand, command } from './ticket-holder.ts';
import type { Visit } from './visit.ts';

/**
 * The organizer of the demo's event of today has its live page open. A command scans a pass, twice: the page moves by itself,
 * counts one entry and names the ticket that was shown again. The table of entries has its row.
 */
export async function venueMoves(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const [main] = passa.gates ?? [];
	const organizer = passa.people.find(({ name }) => name === tonightOrganizer);
	if (!main || !organizer?.secret) throw new Error('passa.json has no event of today: start with the demo');
	const no = passa.events.find(({ address }) => address === main.event)!.no;
	const { page } = visit;
	await organizerSignsIn(visit, organizer.secret);
	await visit.open(`/organizer/events/${no}`);
	await page.getByRole('link', { name: 'Live at the doors' }).click();
	await visit.reads('Live at the doors');
	const entered = async () => Number(await page.locator('[data-figure="1"] dd').first().textContent());
	const before = await entered();
	const place = ['--event', String(no), '--gate', main.gate];
	await enrolOnce(dataDir, place, main.enrolCode);
	const { order } = await buyByCommand(passa, dataDir, { event: no, qty: 1 });
	const { payload } = await command('pass.ts', dataDir, ['--order', order.id, '--event', String(no)]);
	for (const wanted of [true, false]) {
		const answer = await command('gate.ts', dataDir, [...place, '--scan', String(payload)]);
		if (answer.success !== wanted) throw new Error(`the gate says ${JSON.stringify(answer)}`);
	}
	await page
		.locator('[data-figure="1"] dd')
		.first()
		.filter({ hasText: new RegExp(`^${before + 1}$`) })
		.waitFor({ timeout: 15_000 });
	await page.getByText('Somebody came in with this ticket.').waitFor({ timeout: 15_000 });
	await visit.accessible();
	await visit.fits();
	const csv = await page.request.get(new URL(`/organizer/events/${no}/entries.csv`, visit.base).href);
	const lines = (await csv.text()).trim().split('\n');
	if (lines.length !== before + 2) throw new Error(`the table has ${lines.length} lines`);
	if (!lines.at(-1)!.includes(main.gate)) throw new Error(`its last row is ${lines.at(-1)}`);
}
