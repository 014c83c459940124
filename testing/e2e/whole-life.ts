import type { PassaFile } from '#scripts/passa-file.ts';
import { supportAddress } from '#scripts/services.ts';
import { ticketsCome } from './buy-by-mpesa.ts';
import { sendTo } from './handover-stories.ts';
import { carryOut, isAudited, manage, section } from './manage-steps.ts';
import { organizerSignsIn, ownEvent } from './own-event.ts';
import { freshPhone } from './phones.ts';
import { buyOwn, eventNoOf, refunded, sellsOwn, supporter } from './refund-stories.ts';
import { signInByPhone } from './sign-in.ts';
import type { Visit } from './visit.ts';

/**
 * One order from its payment to its end: a fan buys three tickets, a friend takes one, the organizer moves the event, the fan gives
 * one back, support reads how the event stands, and a cancel returns the rest, the friend's ticket too, to the phone that
 * paid. The audit is green after each.
 */
export async function wholeLife(organizer: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const own = await ownEvent(passa, dataDir, { refundable: true });
	const no = await eventNoOf(passa, own);
	organizer.eventPath = `/events/${no}`;
	organizer.salesPath = `/organizer/events/${no}`;
	await sellsOwn(passa, own);
	const [fan, friend] = [await organizer.another(), await organizer.another()];

	const reference = await buyOwn(fan, no, 3);
	fan.payUrl = fan.page.url();
	await friendTakes(fan, friend);
	await isAudited(organizer, dataDir);

	await organizerSignsIn(organizer, own.secret);
	await moves(organizer);
	for (const each of [fan, friend]) {
		await shows(each, '[data-event-state="postponed"]');
	}
	await isAudited(organizer, dataDir);

	await givesOneBack(fan);
	await isAudited(organizer, dataDir);

	const ann = await supporter(organizer, supportAddress);
	await ann.open(`/support/events/${no}`);
	await ann.page.locator('[data-stand="SELLING"]').waitFor();
	await ann.open(`/support/refunds?order=${reference}`);
	await refunded(ann.page);

	await cancels(organizer);
	await shows(fan, '[data-kept]:has-text("KES 0")');
	await fan.reads(/^Your money (is )?back$/);
	await shows(friend, '[data-over="EVENT_CANCELLED"]');
	await ann.open(`/support/events/${no}`);
	await ann.page.locator('[data-stand="CANCELLED"]').waitFor();
	await isAudited(organizer, dataDir);
	for (const each of [fan, friend, ann]) {
		await each.fits();
		await each.accessible();
		each.mustBeClean();
		await each.context.close();
	}
}

/** Its page is loaded again until it has this: services read the chain a moment after it. */
async function shows({ page }: Visit, what: string): Promise<void> {
	for (let again = 90; ; again--) {
		await page.reload();
		if (await page.locator(what).count()) return;
		if (again === 0) throw new Error(`the page does not show ${what}`);
		await page.waitForTimeout(1000);
	}
}

async function friendTakes(fan: Visit, friend: Visit): Promise<void> {
	const phone = freshPhone();
	await friend.open(await sendTo(fan, phone));
	await friend.page.getByRole('link', { name: /^Sign in with \+2547/ }).click();
	await signInByPhone(friend, phone);
	await friend.page.getByRole('button', { name: 'Take this ticket' }).click();
	await friend.reads('Your ticket');
	await fan.open(new URL(fan.payUrl).pathname);
	await ticketsCome(fan, 2);
}

async function moves(organizer: Visit): Promise<void> {
	await manage(organizer);
	const start = section(organizer, 'New date').getByLabel(/^New start/);
	await start.fill(new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 16));
	await carryOut(
		organizer,
		'New date',
		'See what happens',
		/may give it back until/,
		'Move the event',
		'The event has its new time.',
	);
}

async function givesOneBack(fan: Visit): Promise<void> {
	const { page } = fan;
	await page.locator('[data-give-back="open"]').waitFor({ timeout: 15_000 });
	await page.locator('#give-back summary').click();
	await page.getByRole('checkbox', { name: 'Ticket 1' }).first().check();
	await page.getByRole('button', { name: 'Give back and get KES 1,000' }).waitFor();
	await page.locator('[data-give]').click();
	await refunded(page);
}

async function cancels(organizer: Visit): Promise<void> {
	await manage(organizer);
	const part = section(organizer, 'Cancel the event');
	await part.getByRole('button', { name: 'See what a cancel takes' }).click();
	await part.getByText('2 paid tickets go back').waitFor({ timeout: 20_000 });
	await part.getByLabel('I want to cancel this event for good.').check();
	await part.getByLabel('Type CANCEL to confirm').fill('CANCEL');
	await part.getByRole('button', { name: 'Cancel the event' }).click();
	await organizer.page.locator('[data-event-state="cancelled"]').first().waitFor({ timeout: 45_000 });
}
