import type { PassaFile } from '#scripts/passa-file.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { type OwnEvent, organizerSignsIn, ownEvent } from './own-event.ts';
import { buyOwn, eventNoOf, looks, sellsOwn } from './refund-stories.ts';
import type { Visit } from './visit.ts';

let own: OwnEvent;
let no = 0;

/** A fan asks after the date, and waits on the order's page. Returns the order's reference. */
async function asks(fan: Visit, why: string): Promise<string> {
	const { page } = fan;
	const reference = await buyOwn(fan, no, 1);
	await page.reload();
	await page.locator('[data-give-back="ask"]').waitFor({ timeout: 20_000 });
	await page.locator('#give-back summary').click();
	await page.getByLabel('Why do you ask?').fill(why);
	await page.getByRole('button', { name: 'Ask for KES 1,000 back' }).waitFor();
	await looks(fan);
	await page.locator('[data-ask]').click();
	await page.locator('[data-request="asked"]').getByText(why).waitFor({ timeout: 15_000 });
	await looks(fan);
	return reference;
}

/** The date has passed and payees have the money: one fan gets a "no" and its reason, another the money, once the organizer put in what was missing and signed. */
export async function organizerAnswers(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	own = await ownEvent(passa, dataDir);
	no = await eventNoOf(passa, own);
	await sellsOwn(passa, own);
	const [ann, ben] = [await visit.another(), await visit.another()];
	const refused = await asks(ann, 'I have found better plans.');
	const ill = await asks(ben, 'My mother is in hospital.');
	await organizerSignsIn(visit, own.secret);
	await visit.open(`/organizer/events/${no}/manage`);
	const requests = page.locator('[data-requests]');
	const of = (reference: string) => requests.locator(`[data-request="${reference}"]`);
	await of(ill).getByText('My mother is in hospital.').waitFor({ timeout: 15_000 });
	await looks(visit);
	await of(refused).locator('summary').click();
	await of(refused)
		.getByLabel('Why not?')
		.fill('The band is paid already. You may send your ticket to a friend.');
	await of(refused).getByRole('button', { name: 'Say no' }).click();
	await of(refused).waitFor({ state: 'detached', timeout: 15_000 });
	await of(ill).getByRole('button', { name: 'See what it costs' }).first().click();
	await page
		.locator('[data-goodwill="short"]')
		.getByText('Payees have the money already.')
		.waitFor({ timeout: 20_000 });
	await looks(visit);
	await page.locator('[data-goodwill="short"]').getByRole('button', { name: 'See what happens' }).click();
	await page.getByRole('button', { name: /^Add \d/ }).click();
	await page.getByText('✓ The money is there.').waitFor({ timeout: 45_000 });
	await of(ill).getByRole('button', { name: 'See what it costs' }).first().click();
	await page.getByText('goes back to the number that paid').first().waitFor({ timeout: 20_000 });
	await looks(visit);
	await page.getByRole('button', { name: 'Sign: give KES 1,000 back' }).click();
	await requests.locator('[data-answered="agreed"]').waitFor({ state: 'attached', timeout: 60_000 });
	await ann.page.reload();
	await ann.page.locator('[data-request="declined"]').getByText('The band is paid already.').waitFor();
	await looks(ann);
	for (let i = 0; i < 60; i++) {
		await ben.page.reload();
		if (await ben.page.locator('[data-refund="returned"]').count()) break;
		await ben.page.waitForTimeout(1000);
	}
	await ben.reads(/^Your money (is )?back$/);
	await visit.open('/outbox');
	await page.getByText('no money back').first().waitFor({ timeout: 30_000 });
	const { code, err } = await runCommand('audit.ts', ['--data', dataDir, '--event', own.address]);
	if (code !== 0) throw new Error(`the audit is not green: ${err}`);
	visit.forgive(/409/);
	for (const fan of [ann, ben]) {
		fan.mustBeClean();
		await fan.context.close();
	}
}
