import type { PassaFile } from '#scripts/passa-file.ts';
import { auditIsGreen, bringWallet, buyByCommand, command, demoFan, signs } from './ticket-holder.ts';
import type { Visit } from './visit.ts';

const plain = (text: string | null) => (text ?? '').replace(/[\u00a0\u2068\u2069]/g, ' ');

/** While the next page is on its way, this one says that it is done: nothing can be pressed a second time. */
async function opensSlowly({ page }: Visit): Promise<void> {
	await page.route(/__data\.json/, async (route) => {
		await new Promise((done) => setTimeout(done, 2000));
		await route.continue();
	});
	await page.getByRole('button', { name: /^Done\. Opening/ }).waitFor({ timeout: 30_000 });
	await page.unrouteAll({ behavior: 'wait' });
}

/** A fan offers a ticket within the organizer's limit; a friend finds it on the event's page and buys it. */
export async function sellsToAFriend(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const bought = await buyByCommand(passa, dataDir, { event: 2, qty: 2 });
	await bringWallet(visit, bought.wallet);
	await visit.open(bought.path);
	await page.getByText('What you can do with it').first().click();
	const deeds = page.locator('[data-deeds]').first();
	await deeds
		.locator('[data-deed=send][data-possible=false]')
		.getByText(/limits resale prices/)
		.waitFor();
	await deeds.getByRole('link', { name: 'Sell it' }).click();
	await page.getByText(/^At most KES [\d,]+: the organizer's limit/).waitFor();
	const price = page.getByLabel('Your price');
	await price.fill('999999');
	await page.getByRole('button', { name: 'See what happens' }).click();
	await page.getByRole('alert').filter({ hasText: "above the organizer's limit" }).waitFor();
	await visit.accessible();
	await price.fill('800');
	const shown = await signs(page, /^Offer it for KES 800$/);
	await opensSlowly(visit);
	if (!/A fan pays\s*KES 800 .*To the event \(5%\).*KES 40 .*You get\s*KES 760 /s.test(shown))
		throw new Error(`it shows ${shown}`);
	await visit.reads('It is for sale', 30_000);
	await page.getByText(/When somebody buys it, KES 760 /).waitFor({ timeout: 15_000 });
	await visit.accessible();
	const buyer = await visit.another();
	await bringWallet(buyer, demoFan(passa, 'Kiprop'));
	await buyer.open('/events/2');
	await buyer.accessible();
	await buyer.page
		.getByRole('link', { name: /^Buy .* for KES 800$/ })
		.first()
		.click();
	await buyer.reads('A ticket from another fan');
	await buyer.accessible();
	const paying = await signs(buyer.page, /^Pay KES 800$/);
	if (!/all in\s*KES 800 .*The fan gets\s*KES 760 .*The event gets\s*KES 40 /s.test(paying))
		throw new Error(`it shows ${paying}`);
	await buyer.reads("You're going!", 30_000);
	if ((await buyer.page.getByRole('article').count()) !== 1) throw new Error('the buyer sees other tickets');
	await buyer.accessible();
	await buyer.open('/tickets');
	await buyer.page.getByRole('article').filter({ hasText: 'Pwani Comedy Night' }).waitFor();
	buyer.mustBeClean();
	await buyer.context.close();
	await visit.open(bought.path);
	await page
		.locator('[data-fate=sold]')
		.getByText(/You sold this ticket for KES 800, and KES 760 .* came to your wallet/)
		.waitFor();
	await visit.accessible();
	await auditIsGreen(dataDir, 2);
}

/** The ticket is taken off sale between the buyer's look at the price and the payment: no money leaves. */
export async function boughtWhileUnlisted(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const seller = await buyByCommand(passa, dataDir, { event: 2 });
	const ticket = (...args: string[]) =>
		command('ticket.ts', dataDir, ['--order', seller.order.id, '--event', '2', ...args]);
	await ticket('--do', 'list', '--price', '6');
	await bringWallet(visit, demoFan(passa, 'Achieng'));
	await visit.open(`/events/2/resale/${seller.order.tickets[0]!.id}`);
	await page.getByRole('button', { name: 'See the exact price' }).click();
	const pay = page.getByRole('button', { name: /^Pay KES/ });
	await pay.waitFor({ timeout: 40_000 });
	// The page must not hear of it before the press, as where the network is slow.
	await visit.context.setOffline(true);
	await ticket('--do', 'unlist');
	await visit.context.setOffline(false);
	if (await pay.isVisible()) await pay.click();
	// The choice of M-Pesa says before that it is not for sale.
	await page
		.getByText(/Nothing was paid/)
		.first()
		.waitFor({ timeout: 30_000 });
	const text = plain(await page.locator('main').textContent());
	if (!/not for sale, or no longer|is no longer for sale/.test(text))
		throw new Error(`it does not say why: ${text}`);
	await visit.accessible();
	await page.getByRole('link', { name: 'Other tickets' }).click();
	await visit.reads('Pwani Comedy Night');
	// The listing of the demo is still there; the one that was taken off sale is not.
	const links = page.locator(`a[href$="/resale/${seller.order.tickets[0]!.id}"]`);
	if ((await links.count()) > 0) throw new Error('the event still shows it');
	visit.forgive(/ERR_INTERNET_DISCONNECTED|WebSocket/);
}
