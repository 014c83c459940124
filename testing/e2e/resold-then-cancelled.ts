import type { PassaFile } from '#scripts/passa-file.ts';
import { ownEvent } from './own-event.ts';
import { freshPhone } from './phones.ts';
import { eventNoOf, sellsOwn } from './refund-stories.ts';
import { buys, offersFirst } from './ticket-custody-sold.ts';
import { auditIsGreen, bringWallet, command, demoFan, signs } from './ticket-holder.ts';
import type { Visit } from './visit.ts';

/**
 * A ticket that M-Pesa once paid for is sold to a wallet, and the event is cancelled when its payees have the money. The wallet
 * reads why it waits and from when it could take a part, and gets its USDC once the organizer has put in what is missing.
 */
export async function resoldThenCancelled(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const own = await ownEvent(passa, dataDir, { resale: true });
	const no = await eventNoOf(passa, own);
	await sellsOwn(passa, own);
	const seller = await visit.another();
	const phone = freshPhone();
	await buys(seller, phone, 1, no);
	const listing = await offersFirst(seller, phone, 800);
	await bringWallet(visit, demoFan(passa, 'Kiprop'));
	await visit.open(listing);
	await signs(page, /^Pay KES/);
	await visit.reads("You're going!", 30_000);
	await showsOwnMoney(visit);
	const path = `${new URL(page.url()).pathname}${new URL(page.url()).search}`;

	const act = (...args: string[]) => command('event.ts', dataDir, ['--event', String(no), ...args]);
	await act('--do', 'cancel');
	await waitsFor(visit, path, '[data-part="others"]');
	await page.getByRole('link', { name: 'Sign in with that wallet' }).click();
	await page.getByRole('button', { name: 'Continue with the demo wallet' }).click();
	await page.locator('[data-part="waits"]').waitFor({ timeout: 30_000 });
	await page.getByText(/The event does not hold enough yet/).waitFor();
	await visit.fits();
	await visit.accessible();
	await act('--do', 'fund-refunds');
	await waitsFor(visit, path, '[data-resold-ticket="paid"]');
	await showsOwnMoney(visit);
	await page.getByText(/USDC was sent to the wallet/).waitFor();
	await visit.fits();
	await visit.accessible();
	await auditIsGreen(dataDir, no);
	seller.mustBeClean();
	await seller.context.close();
}

/** What this buyer paid and the fan got, not what the first buyer paid and the payees got. */
async function showsOwnMoney({ page }: Visit): Promise<void> {
	await page.getByText('The fan gets').waitFor({ timeout: 15_000 });
	if (await page.getByText(/Wanjiru Events got/).count())
		throw new Error('a buyer from a fan reads where the money of the first buyer went');
}

/** The relayer sees a cancel, and what was put in, a moment after the chain. */
async function waitsFor(visit: Visit, path: string, what: string): Promise<void> {
	for (const end = Date.now() + 90_000; ; ) {
		await visit.open(path);
		if (await visit.page.locator(what).count()) return;
		if (Date.now() > end) throw new Error(`the page does not show ${what}`);
		await visit.page.waitForTimeout(1000);
	}
}
