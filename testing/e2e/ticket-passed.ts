import type { PassaFile } from '#scripts/passa-file.ts';
import { auditIsGreen, bringWallet, buyByCommand, command, demoFan, signs } from './ticket-holder.ts';
import type { Visit } from './visit.ts';

/** A fan sends one of two tickets to a friend's wallet; the friend sees it, and the fan reads where it went. */
export async function sendsToAFriend(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const bought = await buyByCommand(passa, dataDir, { event: 1, tier: 1, qty: 2 });
	const friend = demoFan(passa, 'Otieno');
	await bringWallet(visit, bought.wallet);
	await visit.open(bought.path);
	await visit.reads("You're going!");
	await page.getByText('What you can do with it').nth(1).click();
	const deeds = page.locator('[data-deeds]').nth(1);
	await deeds
		.locator('[data-deed=sell][data-possible=false]')
		.getByText('This event has no resale.')
		.waitFor();
	await deeds
		.locator('[data-deed=send]')
		.getByText(/^Until /)
		.waitFor();
	await visit.accessible();
	await deeds.getByRole('link', { name: 'Send it to a friend' }).click();
	const field = page.getByLabel("Your friend's wallet address");
	await field.fill('GABC');
	await page.getByRole('button', { name: 'See what happens' }).click();
	await page.getByRole('alert').filter({ hasText: 'That is not the address of a wallet' }).waitFor();
	await field.fill(bought.wallet.publicKey());
	await page.getByRole('button', { name: 'See what happens' }).click();
	await page.getByText('This ticket is already yours.').waitFor({ timeout: 30_000 });
	await page.getByText('Nothing has changed.').waitFor();
	await visit.accessible();
	await field.fill(friend.publicKey());
	await signs(page, /^Send the ticket$/);
	await visit.reads(/^Sent$/, 30_000);
	await page.reload();
	await visit.reads(/^Sent$/);
	await visit.accessible();
	await page.getByRole('link', { name: 'Back to the order' }).click();
	await page
		.locator('[data-fate=sent]')
		.getByText(/You sent this ticket to G\w{3}…\w{4}/)
		.waitFor();
	if ((await page.getByRole('article').count()) !== 1)
		throw new Error('the sent ticket is still shown as one’s own');
	await visit.accessible();
	const other = await visit.another();
	await bringWallet(other, friend);
	await other.open(bought.path);
	await other.reads("You're going!");
	if ((await other.page.getByRole('article').count()) !== 1)
		throw new Error('the friend sees more than one ticket');
	await other.page.locator('[data-deed=send][data-possible=true]').waitFor();
	await other.accessible();
	other.mustBeClean();
	await other.context.close();
	await auditIsGreen(dataDir, 1);
}

/** A fan gives a ticket back: what comes back is shown before it is signed, and stands on the order's page. */
export async function givesBack(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const { wallet, path } = await buyByCommand(passa, dataDir, { event: 3 });
	await bringWallet(visit, wallet);
	await visit.open(path);
	await page.locator('[data-deed=refund]').getByRole('link', { name: 'Give it back' }).click();
	await page.getByText('This cannot be undone.').waitFor();
	await visit.accessible();
	// The network goes silent once it has the transaction, and the page is closed: it goes on when it is opened again.
	const isAsked = (body: string | null) => body?.includes('"getTransaction"') ?? false;
	await page.route(`${passa.rpc}/**`, (route) =>
		isAsked(route.request().postData()) ? route.abort() : route.continue(),
	);
	const shown = await signs(page, /^Give it back for KES/);
	await page.waitForFunction(() => localStorage.getItem('passa.sent-actions')?.includes('refund'));
	await page.reload();
	await page.getByText('The network has not confirmed it yet').waitFor();
	await visit.accessible();
	await page.unroute(`${passa.rpc}/**`);
	if (!/You get back.*KES [\d,]+ \([\d.]+ USDC\)/.test(shown)) throw new Error(`it shows ${shown}`);
	await visit.reads(/^Given back$/, 30_000);
	await page.getByText(/USDC\) is in your wallet again\./).waitFor({ timeout: 15_000 });
	await visit.accessible();
	await page.getByRole('link', { name: 'Back to the order' }).click();
	await visit.reads('These tickets are no longer yours');
	await page
		.locator('[data-fate=returned]')
		.getByText(/You gave this ticket back, and KES/)
		.waitFor();
	await visit.accessible();
	visit.forgive(/ERR_FAILED/);
	await auditIsGreen(dataDir, 3);
}

/** The command does what the page does, with the wallets that `npm run buy` made. */
export async function byCommand(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const ticket = (order: string, event: number, ...args: string[]) =>
		command('ticket.ts', dataDir, ['--order', order, '--event', String(event), ...args]);
	const resale = await buyByCommand(passa, dataDir, { event: 2, qty: 2 });
	const { id } = resale.order;
	const to = resale.order.event;
	const [listed, sent] = await Promise.all([
		ticket(id, 2, '--do', 'list', '--ticket', '1', '--price', '5'),
		ticket(id, 2, '--do', 'transfer', '--ticket', '1', '--to', demoFan(passa, 'Otieno').publicKey()).catch(
			(error: Error) => error.message,
		),
	]);
	const [first] = listed.results as { price: string; royalty: string; txHash: string }[];
	if (first?.price !== '50000000' || first.royalty !== '2500000') throw new Error(JSON.stringify(listed));
	if (typeof sent !== 'string' || !/TICKET_LISTED|TRANSFERS_OFF/.test(sent))
		throw new Error(`a ticket was listed and sent at once: ${JSON.stringify(sent)} of ${to}`);
	await ticket(id, 2, '--do', 'unlist', '--ticket', '1');
	const back = await buyByCommand(passa, dataDir, { event: 3, qty: 2 });
	const refunded = await ticket(back.order.id, 3, '--do', 'refund');
	const [refund] = refunded.results as { gets: string; mask: number }[];
	if (refund?.gets !== back.order.total || refund.mask !== 3) throw new Error(JSON.stringify(refunded));
	await visit.open(back.path);
	await visit.reads(/order/i);
	await auditIsGreen(dataDir, 2);
	await auditIsGreen(dataDir, 3);
}
