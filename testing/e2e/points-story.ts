import type { PassaFile } from '#scripts/passa-file.ts';
import { enrolOnce } from './gate-by-command.ts';
import { getsPass, shownCode } from './pass-stories.ts';
import { signInByPhone } from './sign-in.ts';
import { command } from './ticket-holder.ts';
import type { Visit } from './visit.ts';

/** Milliseconds: an entry can be undone for a while, then comes on chain, and the next root counts it. */
const atMost = 300_000;
const pause = 5_000;
/** Of an entry alone. */
const attendance = 100;

/** A fan buys by M-Pesa and comes in. Signed in by the number, they see points for both, with a proof. */
export async function entryBringsPoints(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const [main] = passa.gates ?? [];
	if (!main) throw new Error('passa.json names no gates: start with the demo');
	const no = passa.events.find(({ address }) => address === main.event)!.no;
	const { page } = visit;
	const phone = await getsPass(visit, `/events/${no}`, 0);
	const place = ['--event', String(no), '--gate', main.gate];
	await enrolOnce(dataDir, place, main.enrolCode);
	const scanned = await command('gate.ts', dataDir, [...place, '--scan', await shownCode(visit)]);
	if (!scanned.success) throw new Error(`the gate says ${JSON.stringify(scanned)}`);
	await visit.open('/account/points');
	await signInByPhone(visit, phone);
	await visit.reads('Points');
	await visit.accessible();
	const shown = page.locator('[data-points]');
	const until = Date.now() + atMost;
	for (;;) {
		const points = (await shown.count()) > 0 ? Number(await shown.getAttribute('data-points')) : 0;
		if (points > attendance) break;
		if (Date.now() > until) throw new Error(`after five minutes the fan has ${points} points`);
		await page.waitForTimeout(pause);
		await page.reload();
	}
	await page.getByText('100 for going').waitFor();
	await page.getByText('Proof for auditors').click();
	for (const [lang, colorScheme] of [
		['en', 'light'],
		['sw', 'dark'],
	] as const) {
		await visit.context.addCookies([{ name: 'lang', value: lang, url: visit.base }]);
		await page.emulateMedia({ colorScheme });
		for (const width of [320, 390, 1280]) {
			await page.setViewportSize({ width, height: 900 });
			await visit.open('/account/points');
			await page.locator('main summary').click();
			await visit.fits();
			await visit.accessible();
		}
	}
}
