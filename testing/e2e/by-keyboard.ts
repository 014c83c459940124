import type { Locator } from 'playwright-core';
import type { PassaFile } from '#scripts/passa-file.ts';
import { manage, section } from './manage-steps.ts';
import { bringWallet, buyByCommand, demoFan } from './ticket-holder.ts';
import type { Visit } from './visit.ts';

/** Keys alone: each press leaves the focus at what came of it, and Tab goes on from there. */
export async function managesByKeyboard(visit: Visit, passa: PassaFile): Promise<void> {
	const { page } = visit;
	await manage(visit);
	const part = section(visit, 'Sales');
	const ask = part.getByRole('button', { name: 'Pause sales' });
	const found = part.getByRole('heading', { name: 'This is what would happen' });
	await page.route(`${passa.rpc}**`, (route) => route.abort());
	await focusOn(ask);
	await page.keyboard.press('Enter');
	await hasFocus(part.getByRole('alert'));
	await page.unroute(`${passa.rpc}**`);
	await tabTo(visit, ask);
	await page.keyboard.press('Enter');
	await hasFocus(found);
	await tabTo(visit, part.getByRole('button', { name: 'Go back' }));
	await page.keyboard.press('Enter');
	await hasFocus(ask);
	await page.keyboard.press('Enter');
	await hasFocus(found);
	await tabTo(visit, part.getByRole('button', { name: 'Pause sales now' }));
	await page.keyboard.press('Enter');
	await hasFocus(part.getByText('✓ Sales are paused.').locator('..'));
	await tabTo(visit, part.getByRole('button', { name: 'Resume sales' }));
	await page.keyboard.press('Enter');
	await hasFocus(found);
	await tabTo(visit, part.getByRole('button', { name: 'Resume sales now' }));
	await page.keyboard.press('Enter');
	await hasFocus(part.getByText('✓ Sales go on.').locator('..'));
	visit.forgive(/ERR_FAILED/);
}

/** A fan pays by wallet, and sends a ticket: the price and what would happen are read before the key that signs. */
export async function fanByKeyboard(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const friend = demoFan(passa, 'Otieno');
	const { path, wallet } = await buyByCommand(passa, dataDir, { event: 1, tier: 1 });
	await bringWallet(visit, wallet);
	await visit.open(path.replace('?', '/tickets/1?do=send&'));
	await page.getByLabel("Your friend's wallet address").fill(wallet.publicKey());
	const check = page.getByRole('button', { name: 'See what happens' });
	await tabTo(visit, check);
	await page.keyboard.press('Enter');
	await hasFocus(page.getByRole('alert'));
	await page.getByLabel("Your friend's wallet address").fill(friend.publicKey());
	await tabTo(visit, check);
	await page.keyboard.press('Enter');
	await hasFocus(page.locator('[data-quote]'));
	await tabTo(visit, page.getByRole('button', { name: 'Send the ticket' }));
	await page.keyboard.press('Enter');
	await visit.reads(/^Sent$/, 30_000);
	await visit.open('/events/1/checkout?method=demo&tier=1');
	await focusOn(page.getByRole('button', { name: 'See the exact price' }));
	await page.keyboard.press('Enter');
	await hasFocus(page.locator('[data-total-usdc]'));
	await tabTo(visit, page.getByRole('button', { name: /^Pay KES/ }));
	await page.keyboard.press('Enter');
	await visit.reads("You're going!", 30_000);
}

/** Until a page's scripts run, a button that needs them takes no focus. */
async function focusOn(button: Locator): Promise<void> {
	await button.and(button.page().locator(':enabled')).waitFor();
	await button.focus();
}

/** Waits until it has the focus. Names what has it instead. */
async function hasFocus(wanted: Locator): Promise<void> {
	await wanted.waitFor({ timeout: 45_000 });
	for (let left = 20; left > 0; left--) {
		if (await wanted.evaluate((node) => node === document.activeElement)) return;
		await new Promise((done) => setTimeout(done, 100));
	}
	const other = await wanted.page().evaluate(() => document.activeElement?.outerHTML.slice(0, 120));
	throw new Error(`${wanted} does not have the focus, but ${other}`);
}

/** Tab alone reaches it, within a few presses. */
async function tabTo({ page }: Visit, wanted: Locator): Promise<void> {
	for (let left = 4; left > 0; left--) {
		await page.keyboard.press('Tab');
		if (await wanted.evaluate((node) => node === document.activeElement)) return;
	}
	throw new Error(`Tab does not reach ${wanted}`);
}
