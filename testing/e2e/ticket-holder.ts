import { Keypair } from '@stellar/stellar-sdk';
import type { Page } from 'playwright-core';
import type { OrderView } from '#indexer/client.ts';
import { keptWallet } from '#scripts/buy/kept-wallets.ts';
import type { PassaFile } from '#scripts/passa-file.ts';
import { readOrder } from '#scripts/ticket/read-order.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import type { Visit } from './visit.ts';

const noSecret = { PASSA_WALLET_SECRET: undefined };

export type Bought = { order: OrderView; wallet: Keypair; path: string };

/** Runs one of our commands and reads its JSON; throws what it says where it fails. */
export async function command(
	script: string,
	dataDir: string,
	args: string[],
): Promise<Record<string, unknown>> {
	const { code, out, err } = await runCommand(script, ['--data', dataDir, '--json', ...args], noSecret);
	if (code !== 0) throw new Error(`${script} ${args.join(' ')}: ${err || out}`);
	return JSON.parse(out) as Record<string, unknown>;
}

/** A new wallet buys tickets of an event by the command, as any fan may. */
export async function buyByCommand(
	{ indexer }: PassaFile,
	dataDir: string,
	{ event, tier = 0, qty = 1 }: { event: number; tier?: number; qty?: number },
): Promise<Bought> {
	const args = ['--event', String(event), '--tier', String(tier), '--qty', String(qty)];
	const { orderId } = await command('buy.ts', dataDir, args);
	const order = await untilListed(indexer!, String(orderId), event);
	return { order, wallet: keptWallet(dataDir, order.buyer)!, path: `/orders/${order.id}?event=${event}` };
}

/** The wallet of one of the demo's fans, who has USDC. */
export function demoFan({ people }: PassaFile, name: string): Keypair {
	const secret = people.find((person) => person.name === name)?.secret;
	if (!secret) throw new Error(`the demo has no fan ${name}`);
	return Keypair.fromSecret(secret);
}

/** The command ends when the ledger has the sale; the indexer reads it a moment later. */
async function untilListed(indexer: string, id: string, event: number): Promise<OrderView> {
	for (const until = Date.now() + 15_000; ; ) {
		try {
			return await readOrder(indexer, id, String(event));
		} catch (error) {
			if (Date.now() > until) throw error;
			await new Promise((done) => setTimeout(done, 100));
		}
	}
}

/** The visit's browser has this wallet as its demo wallet, and used it before. */
export async function bringWallet({ context, base }: Visit, wallet: Keypair): Promise<void> {
	const kept = { secret: wallet.secret(), address: wallet.publicKey() };
	await context.addInitScript(({ secret, address }) => {
		localStorage.setItem('passa.demo-wallet', secret);
		localStorage.setItem('passa.wallets', JSON.stringify([address]));
	}, kept);
	await context.addCookies([{ name: 'method', value: 'demo', url: base }]);
}

/** Presses what signs, once the simulation is shown. Returns the lines of it as one text. */
export async function signs(page: Page, name: RegExp): Promise<string> {
	await page.getByRole('button', { name: /^See (what happens|the exact price)$/ }).click();
	const button = page.getByRole('button', { name });
	await button.waitFor({ timeout: 40_000 });
	const shown = (await page.locator('[data-quote]').textContent()) ?? '';
	await button.click();
	return shown.replace(/[\u00a0\u2068\u2069]/g, ' ');
}

/** Recomputes the event from the ledger alone. */
export async function auditIsGreen(dataDir: string, event: number): Promise<void> {
	const { green } = await command('audit.ts', dataDir, ['--event', String(event)]);
	if (green !== true) throw new Error(`the audit of event ${event} is not green`);
}
