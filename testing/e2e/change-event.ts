import type { PassaFile } from '#scripts/passa-file.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { carryOut, eventNo, isAudited, manage, section } from './manage-steps.ts';
import { freshPhone } from './phones.ts';
import type { Visit } from './visit.ts';

/**
 * Other words open no refunds; another place does: the numbers, a second yes, then holders are told, the event page
 * shows the new place, and the old version stays readable.
 */
export async function changesPlace(visit: Visit, _: PassaFile, dataDir: string): Promise<void> {
	const part = section(visit, 'Details and place');
	const region = 'Details and place';
	await manage(visit);
	await part.getByRole('button', { name: 'Change details or place' }).click();
	await part.getByText('Nothing is changed yet.').waitFor();
	await part.getByLabel('What will people see and hear?').fill('Guitars under a roof.');
	await carryOut(
		visit,
		region,
		'See what changes',
		/nobody gets money back/,
		'Change the event page',
		'The event page has its new details.',
	);
	await showsNew(visit, visit.eventPath, 'Guitars under a roof.');
	await manage(visit);
	await part.getByRole('button', { name: 'Change details or place' }).click();
	await part.getByLabel('Place', { exact: true }).fill('KICC');
	await part.getByRole('button', { name: 'See what changes' }).click();
	await part.getByText('At most 2 paid tickets come back').waitFor({ timeout: 20_000 });
	await visit.fits();
	const yes = part.getByRole('button', { name: 'Change the event page' });
	if (await yes.isEnabled()) throw new Error('one press opens refunds');
	await part.getByLabel(/^I know that buyers/).check();
	await visit.accessible();
	await yes.click();
	await part.getByText('✓ The event page has its new details.').waitFor({ timeout: 45_000 });
	const fan = await visit.another();
	await showsNew(fan, visit.eventPath, 'KICC');
	await fan.page.getByText('This event has a new place').first().waitFor();
	await fan.fits();
	await fan.accessible();
	await fan.open('/outbox');
	await fan.page.getByText(`${visit.eventName} moved to KICC Nairobi.`).first().waitFor({ timeout: 30_000 });
	await fan.open(`/audit?event=${eventNo(visit)}`);
	await fan.page.getByRole('heading', { name: 'What the event page said' }).waitFor({ timeout: 30_000 });
	await fan.page.getByText('Another place: opened refunds').waitFor();
	const first = await fan.page.locator('#documents ~ ol a').first().getAttribute('href');
	const old = await fan.page.request.get(new URL(first!, fan.page.url()).href);
	if (!(await old.text()).includes('Uhuru Gardens')) throw new Error('the old version is gone');
	await isAudited(visit, dataDir);
	fan.mustBeClean();
	await fan.context.close();
}

/** The indexer reads a new document a moment after its hash. */
async function showsNew(visit: Visit, eventPath: string, words: string): Promise<void> {
	for (let again = 20; ; again--) {
		await visit.open(eventPath);
		if (await visit.page.getByText(words).first().isVisible()) return;
		if (again === 0) throw new Error(`the event's page does not say: ${words}`);
		await visit.page.waitForTimeout(1000);
	}
}

/** A guest without a wallet gets a message with a link, sees the ticket, and holds it once the phone is proved. */
export async function givesByMessage(visit: Visit, _: PassaFile, dataDir: string): Promise<void> {
	await manage(visit);
	const region = 'Complimentary tickets';
	const part = section(visit, region);
	const phone = freshPhone();
	await part.getByLabel('Who is the guest?').fill(phone);
	await carryOut(
		visit,
		region,
		'See what happens',
		/gets a message with the ticket’s link/,
		'Give the ticket',
		'The ticket is given.',
	);
	await part.getByText('given, message sent').waitFor({ timeout: 30_000 });
	await visit.page.reload();
	await part.getByText('given, message sent').waitFor({ timeout: 20_000 });
	await visit.fits();
	await givesByCommand(visit, dataDir);
	const guest = await visit.another();
	await guest.open('/outbox');
	const message = guest.page.getByRole('listitem').filter({ hasText: `254${phone.slice(1)}` });
	const link = /https?:\/\/\S+\/t\/\w+/.exec((await message.first().textContent()) ?? '')?.[0];
	if (!link) throw new Error('the guest got no link');
	await guest.open(new URL(link).pathname);
	await guest.page.getByText('A gift from the organizer').first().waitFor();
	await guest.fits();
	await guest.accessible();
	await isAudited(visit, dataDir);
	guest.mustBeClean();
	await guest.context.close();
}

/** The command gives one to a phone, too, and the page lists it. */
async function givesByCommand(visit: Visit, dataDir: string): Promise<void> {
	const to = `+254${freshPhone().slice(1)}`;
	const wanted = ['--do', 'complimentary', '--tier', '1', '--to', to];
	const { code, err } = await runCommand('event.ts', [
		'--data',
		dataDir,
		'--event',
		eventNo(visit),
		...wanted,
	]);
	if (code !== 0) throw new Error(`the command gives no ticket to a phone: ${err}`);
	await manage(visit);
	await visit.page.locator('[data-gift="given"]').nth(1).waitFor({ timeout: 30_000 });
}
