import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { readFlags } from '#scripts/flags.ts';
import type { PassaFile } from '#scripts/passa-file.ts';
import { writeFilm } from './camera-film.ts';
import { typesPin } from './gate-lock.ts';
import { gateOpens, gatePin, organizerAddsGate } from './gate-story.ts';
import { passOf, shownCode } from './pass-stories.ts';
import { Visit } from './visit.ts';

/** Milliseconds: a code is dead after two steps, and a clock may differ by one. */
const codeDies = 50_000;

/** A phone's camera sees a pass, and its person comes in. A picture of the same code, later, is refused as an old one. */
export async function cameraReadsPass(organizer: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const no = await organizerAddsGate(organizer, passa, dataDir);
	const fan = await passOf(organizer, `/events/${no}`, 0);
	const folder = mkdtempSync(join(tmpdir(), 'passa-film-'));
	const film = join(folder, 'pass.y4m');
	writeFilm(film, 'nothing yet');
	const { chromium: executablePath } = readFlags({
		chromium: { type: 'string', default: '/usr/bin/chromium' },
		...{ data: { type: 'string' }, only: { type: 'string' }, shots: { type: 'string' } },
	});
	const args = ['--no-sandbox', '--disable-gpu', '--use-fake-ui-for-media-stream'];
	const camera = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`];
	const browser = await chromium.launch({ executablePath, args: [...args, ...camera] });
	try {
		const device = await gateOpens(organizer, await Visit.begin(browser, organizer.base));
		const { page } = device;
		const answer = page.locator('[data-answer]');
		writeFilm(film, await shownCode(fan));
		await page.reload();
		await typesPin(device, gatePin);
		await cameraRuns(device);
		await page.locator('[data-answer=admit]').waitFor();
		await page.waitForTimeout(codeDies);
		if (await answer.isVisible()) await page.getByRole('button', { name: 'Next' }).click();
		await page
			.locator('[data-answer=refuse]')
			.getByText('A picture of a pass, or an old one', { exact: false })
			.waitFor();
		device.mustBeClean();
	} finally {
		await browser.close();
		rmSync(folder, { recursive: true });
	}
	fan.mustBeClean();
	await fan.context.close();
}

/** It starts by itself where it was allowed before. */
async function cameraRuns({ page }: Visit): Promise<void> {
	const on = page.locator('[data-camera=on]');
	await on
		.waitFor({ timeout: 2_000 })
		.catch(() => page.getByRole('button', { name: 'Start the camera' }).click());
	await on.waitFor();
}
