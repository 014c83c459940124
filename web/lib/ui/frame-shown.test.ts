import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { frameShown } from './frame-shown.ts';

type Frame = () => void;

/** Runs with a page whose frames the test shows; what the page had before comes back. */
async function withFrames(work: (frames: Frame[]) => Promise<void>): Promise<void> {
	const page = globalThis as { requestAnimationFrame?: unknown };
	const before = page.requestAnimationFrame;
	const frames: Frame[] = [];
	page.requestAnimationFrame = (frame: Frame) => frames.push(frame);
	await work(frames).finally(() => {
		page.requestAnimationFrame = before;
	});
}

const within = (ms: number, shown: Promise<void>): Promise<boolean> =>
	Promise.race([shown.then(() => true), new Promise<false>((done) => setTimeout(done, ms, false))]);

test('work waits for the frame, and begins after it', () =>
	withFrames(async (frames) => {
		const order: string[] = [];
		const shown = frameShown().then(() => order.push('work'));
		await Promise.resolve();
		assert.equal(order, []);
		for (const frame of frames) frame();
		order.push('frame');
		await shown;
		assert.equal(order, ['frame', 'work']);
	}));

test('a page in the background, which shows no frame, goes on all the same', () =>
	withFrames(async () => {
		assert.is(await within(20, frameShown()), false);
		assert.is(await within(2000, frameShown()), true);
	}));

test('presses are answered in their order, whichever way each comes to its turn', () =>
	withFrames(async (frames) => {
		const order: number[] = [];
		const first = frameShown().then(() => order.push(1));
		await new Promise((done) => setTimeout(done, 60));
		const second = frameShown().then(() => order.push(2));
		await new Promise((done) => setTimeout(done, 30));
		for (const frame of frames) frame();
		await Promise.all([first, second]);
		assert.equal(order, [1, 2]);
	}));

test.run();
