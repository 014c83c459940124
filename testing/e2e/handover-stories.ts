import type { PassaFile } from '#scripts/passa-file.ts';
import { PassaError } from '#shared/errors.ts';
import { ticketsCome } from './buy-by-mpesa.ts';
import { inMessageTo, lastNine } from './messages.ts';
import { ownEvent } from './own-event.ts';
import { freshPhone } from './phones.ts';
import { eventNoOf, sellsOwn } from './refund-stories.ts';
import { freshAddress, provePhone, signInByEmail, signInByPhone } from './sign-in.ts';
import { command } from './ticket-holder.ts';
import type { Visit } from './visit.ts';

const sendLabel = 'Phone number or e-mail address';

/** Buys two tickets by M-Pesa and stays on the order's page. */
async function buyTwo(visit: Visit, event = 1): Promise<void> {
	const { page } = visit;
	await visit.open(`/events/${event}/checkout?method=mpesa`);
	await page.getByRole('radio', { name: /Regular/ }).check();
	const more = page.getByRole('button', { name: 'One more' });
	// Without scripts the number is typed.
	if (await more.isVisible()) await more.click();
	else await page.getByLabel('How many?').fill('2');
	await page.getByLabel('Your M-Pesa number').fill(freshPhone());
	await page.getByRole('button', { name: /^Pay (KES|with M-Pesa)/ }).click();
	await ticketsCome(visit, 2);
	visit.payUrl = page.url();
	// It comes by itself, on the page that waited for the payment.
	await page.getByLabel(sendLabel).waitFor();
}

/** Sends the second ticket, and returns the path of the link in the message to that phone. */
export async function sendTo(visit: Visit, phone: string): Promise<string> {
	const { page } = visit;
	await page.getByLabel('Which ticket').first().selectOption({ label: 'Ticket 2' });
	await page.getByLabel(sendLabel).fill(phone);
	await page.getByRole('button', { name: 'Send this ticket' }).click();
	await page.getByText(/^Sent to \+2547•••••\d{3}, who can take it until/).waitFor();
	return linkTo(visit, phone);
}

/** The link in the message about a sent ticket. */
async function linkTo(visit: Visit, phone: string): Promise<string> {
	const sent = await inMessageTo(visit, lastNine(phone), /was sent to you[\s\S]*\/t\/[0-9A-Za-z]{10}/);
	return /\/t\/[0-9A-Za-z]{10}$/.exec(sent)![0];
}

/**
 * A friend opens the SMS, signs in with that phone and takes the ticket; a stranger cannot; then it goes to the
 * friend's wallet.
 */
export async function friendTakesTicket(visit: Visit, passa: PassaFile): Promise<void> {
	const { page } = visit;
	const phone = freshPhone();
	await buyTwo(visit);
	await page.getByLabel('Which ticket').first().selectOption({ label: 'Ticket 2' });
	await page.getByLabel(sendLabel).fill('12345');
	await page.getByRole('button', { name: 'Send this ticket' }).click();
	await page.getByText('That is not a Kenyan mobile number.').waitFor();
	const link = await sendTo(visit, phone);
	await visit.accessible();
	await visit.fits();
	await strangerGetsNothing(visit, link);
	const friend = await visit.another();
	await friend.open(link);
	await friend.reads('You were sent a ticket');
	const shown = await friend.shownText();
	if (/KES|Order|Receipt/.test(shown)) throw new Error(`the link shows the buyer’s order: ${shown}`);
	await friend.accessible();
	await friend.fits();
	await friend.page.getByRole('link', { name: /^Sign in with \+2547/ }).click();
	await signInByPhone(friend, phone);
	await friend.page.getByRole('button', { name: 'Take this ticket' }).click();
	await friend.reads('Your ticket');
	await friend.page.getByRole('article').waitFor();
	await friend.accessible();
	await friend.fits();
	await visit.open(new URL(visit.payUrl).pathname);
	await page.getByText(/^You gave it to \+2547•••••\d{3}\.$/).waitFor();
	await ticketsCome(visit, 1);
	await visit.accessible();
	await friend.open('/tickets');
	await friend.page.getByRole('heading', { name: 'Sent to you' }).waitFor();
	await friend.accessible();
	await friend.fits();
	await friend.page.getByRole('link', { name: /Taken$/ }).click();
	await movesToWallet(friend, passa);
	friend.forgive(/400/);
	friend.mustBeClean();
	await friend.context.close();
	visit.forgive(/400/);
}

async function strangerGetsNothing(visit: Visit, link: string): Promise<void> {
	const stranger = await visit.another();
	await stranger.open(link);
	await stranger.page.getByRole('link', { name: /^Sign in with \+2547/ }).click();
	await signInByPhone(stranger, freshPhone());
	await stranger.page.getByText(/but you have not shown|You are signed in, but/).waitFor();
	if (await stranger.page.getByRole('button', { name: 'Take this ticket' }).count())
		throw new Error('a stranger is offered somebody else’s ticket');
	await stranger.accessible();
	await stranger.fits();
	stranger.mustBeClean();
	await stranger.context.close();
}

/** An address without an account is refused; a wallet's gets the ticket, even if the page is loaded again meanwhile. */
async function movesToWallet(friend: Visit, passa: PassaFile): Promise<void> {
	const { page } = friend;
	const wallet = passa.people.find((each) => each.role === 'artist')?.address;
	if (!wallet) throw new PassaError('NO_DEMO', 'this visit needs the demo: start without --no-demo');
	await friend.reads('Your ticket');
	await page.getByText('I have a wallet of my own').first().click();
	await page.getByLabel('Your wallet’s address').fill('GABC');
	const move = async () => {
		await page.locator('summary', { hasText: 'Look at it again' }).click();
		await page.getByRole('button', { name: 'Yes, move them there' }).click();
	};
	await page.keyboard.press('Enter');
	await move();
	await page.getByRole('alert').waitFor();
	await page.getByLabel('Your wallet’s address').fill(wallet);
	await page.locator('[data-move-sure]').waitFor({ state: 'hidden' });
	await move();
	await page.locator('[data-wallet]').waitFor();
	await page.reload();
	await page.locator('[data-wallet="done"]').waitFor({ timeout: 40_000 });
	await friend.accessible();
	await friend.fits();
}

/** A friend who signs in by e-mail proves the phone, takes the ticket, and sends it on; it comes back the same way. */
export async function sentOn(visit: Visit): Promise<void> {
	const { page } = visit;
	const [first, second] = [freshPhone(), freshPhone()];
	await buyTwo(visit);
	const link = await sendTo(visit, first);
	const friend = await visit.another();
	await friend.open(link);
	await friend.page.getByRole('link', { name: /^Sign in with \+2547/ }).click();
	await signInByEmail(friend, freshAddress('friend'));
	await friend.page.getByRole('link', { name: 'Prove that it is mine' }).click();
	await provePhone(friend, first, /^\/handovers\//);
	await friend.page.getByRole('button', { name: 'Take this ticket' }).click();
	await friend.reads('Your ticket');
	await friend.page.getByLabel(sendLabel).fill(second);
	await friend.page.getByRole('button', { name: 'Send this ticket' }).click();
	await friend.page.getByText(/^Sent to \+2547•••••\d{3}, who can take it until/).waitFor();
	await friend.accessible();
	await friend.fits();
	const onward = await linkTo(friend, second);
	const last = await visit.another();
	await last.open(onward);
	await last.page.getByRole('link', { name: /^Sign in with \+2547/ }).click();
	await signInByPhone(last, second);
	await last.page.getByRole('button', { name: 'Take this ticket' }).click();
	await last.reads('Your ticket');
	await last.page.getByRole('article').waitFor();
	await friend.page.reload();
	await friend.reads('You sent this ticket on');
	await friend.accessible();
	await friend.fits();
	await returns(last);
	await friend.page.reload();
	await friend.reads('Your ticket');
	await returns(friend);
	await visit.open(new URL(visit.payUrl).pathname);
	await ticketsCome(visit, 2);
	await page.getByLabel(sendLabel).waitFor();
	for (const each of [friend, last]) {
		each.mustBeClean();
		await each.context.close();
	}
}

async function returns(from: Visit): Promise<void> {
	await from.page.getByText('Return it to the sender').click();
	await from.accessible();
	await from.page.getByRole('button', { name: 'Return it', exact: true }).click();
	await from.reads('This ticket was returned');
	await from.accessible();
	await from.fits();
}

/** Taken back before anybody took it: the link says so, and the ticket can be sent again. */
export async function takenBack(visit: Visit): Promise<void> {
	const { page } = visit;
	await buyTwo(visit);
	const link = await sendTo(visit, freshPhone());
	await page.getByRole('button', { name: /^Take it back/ }).click();
	await page.getByLabel('Which ticket').first().waitFor();
	await page.locator('[data-sent]').waitFor({ state: 'detached' });
	const friend = await visit.another();
	await friend.open(link);
	await friend.reads('This ticket was taken back');
	await friend.accessible();
	await friend.fits();
	friend.mustBeClean();
	await friend.context.close();
}

/** Sales pause while a ticket is on its way: the friend reads that it stays good, and takes it. */
export async function takenWhilePaused(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const own = await ownEvent(passa, dataDir);
	const no = await eventNoOf(passa, own);
	await sellsOwn(passa, own);
	const phone = freshPhone();
	await buyTwo(visit, no);
	const link = await sendTo(visit, phone);
	await command('event.ts', dataDir, ['--event', String(no), '--do', 'pause']);
	const friend = await visit.another();
	const paused = friend.page.locator('[data-event-state="paused"]');
	for (let left = 20; left > 0 && (await paused.count()) === 0; left--) await friend.open(link);
	await paused.getByText('Your tickets stay valid').waitFor();
	await friend.accessible();
	await friend.fits();
	await friend.page.getByRole('link', { name: /^Sign in with \+2547/ }).click();
	await signInByPhone(friend, phone);
	await friend.page.getByRole('button', { name: 'Take this ticket' }).click();
	await friend.reads('Your ticket');
	await friend.page.getByRole('article').waitFor();
	await paused.waitFor();
	await friend.accessible();
	await friend.fits();
	friend.mustBeClean();
	await friend.context.close();
}

/** In both languages, light and dark, narrow and wide. */
export async function handoverLayouts(visit: Visit): Promise<void> {
	const { page, context, base } = visit;
	await buyTwo(visit);
	const link = await sendTo(visit, freshPhone());
	for (const [lang, colorScheme] of [
		['en', 'light'],
		['sw', 'dark'],
	] as const) {
		await context.addCookies([{ name: 'lang', value: lang, url: base }]);
		await page.emulateMedia({ colorScheme });
		for (const width of [320, 390, 1280]) {
			await page.setViewportSize({ width, height: 900 });
			for (const path of [new URL(visit.payUrl).pathname, link]) {
				await visit.open(path);
				await visit.unfold();
				await visit.fits();
				await visit.losesNoPress();
				if (width !== 390) await visit.accessible();
			}
		}
	}
}

/** The command buys with M-Pesa and sends the ticket; the friend has the link, and a second time it is sent already. */
export async function sentByCommand(visit: Visit, _: PassaFile, dataDir: string): Promise<void> {
	const { reference } = await command('buy.ts', dataDir, [
		'--event',
		'1',
		'--tier',
		'1',
		'--method',
		'mpesa',
	]);
	const phone = freshPhone();
	const send = (to: string) =>
		command('ticket.ts', dataDir, ['--order', String(reference), '--do', 'handover', '--to', to]);
	const { results } = (await send(phone)) as { results: { to: string }[] };
	if (!/^2547•••••\d{3}$/.test(results[0]!.to)) throw new Error(`it says ${JSON.stringify(results)}`);
	await visit.open(await linkTo(visit, phone));
	await visit.reads('You were sent a ticket');
	const again = await send(freshPhone()).catch((error: Error) => error.message);
	if (typeof again !== 'string' || !/HANDOVER_OPEN|already been sent/.test(again))
		throw new Error(`it was sent twice: ${JSON.stringify(again)}`);
}
