import { type DraftContent, platformClient } from '#platform/client.ts';
import { PassaError } from '#shared/errors.ts';
import type { PictureColours } from '#shared/picture.ts';
import type { Fault } from '../text/failure.ts';
import { unwrap } from '../unwrap.ts';
import { type Frame, resized } from './crop-frame.ts';

const mostBytes = 15 * 1024 * 1024;

type Media = {
	id: string;
	width: number;
	height: number;
	sha256: string;
	colours: PictureColours;
	crop: Frame;
};

/** What has a picture: a draft, or a published event's details. */
export type PictureHolder = { content: Pick<DraftContent, 'picture'> };

/** Uploading a draft's picture and choosing a part of it. What is chosen goes into the draft, which saves itself. */
export class PictureEdit {
	/** What is under way. */
	busy = $state<'upload' | 'crop' | null>(null);
	fault = $state<Fault | null>(null);
	/** The picture as the platform last answered. */
	media = $state<Media | null>(null);
	/** The part that is being chosen; null while nobody chooses. */
	frame = $state<Frame | null>(null);
	#of: PictureHolder;
	#routes = platformClient('/api/platform').v1.media;

	constructor(of: PictureHolder) {
		this.#of = of;
	}

	async upload(file: File | undefined): Promise<void> {
		if (!file) return;
		await this.#run('upload', async () => {
			if (file.size > mostBytes)
				throw new PassaError('PICTURE_TOO_HEAVY', 'A picture may have at most 15 MB.');
			this.#use((await unwrap(this.#routes.$post({}, { init: { body: file } }))) as Media);
		});
	}

	/** Begins to choose a part: reads the size of the original. */
	async open(): Promise<void> {
		const chosen = this.#of.content.picture;
		if (!chosen) return;
		await this.#run('crop', async () => {
			const param = { id: chosen.media };
			this.media = (await unwrap(this.#routes[':id'].$get({ param }))) as Media;
			const { left, top, width } = this.media.crop;
			this.frame = { left, top, width };
		});
	}

	async crop(): Promise<void> {
		const { media, frame } = this;
		if (!media || !frame) return;
		await this.#run('crop', async () => {
			const param = { id: media.id };
			const json = { ...resized(frame, frame.width, media) };
			this.#use((await unwrap(this.#routes[':id'].crop.$post({ param, json }))) as Media);
			this.frame = null;
		});
	}

	remove(): void {
		this.#of.content.picture = null;
		this.media = null;
		this.frame = null;
		this.fault = null;
	}

	#use(media: Media): void {
		this.media = media;
		const alt = this.#of.content.picture?.alt ?? { en: '', sw: '' };
		this.#of.content.picture = { media: media.id, alt };
	}

	async #run(what: 'upload' | 'crop', act: () => Promise<void>): Promise<void> {
		if (this.busy) return;
		this.busy = what;
		this.fault = null;
		try {
			await act();
		} catch (error) {
			const { code = 'UNEXPECTED', message } = error as { code?: string; message: string };
			this.fault = { code: String(code), message };
		} finally {
			this.busy = null;
		}
	}
}
