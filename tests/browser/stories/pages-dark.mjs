// The pages of the desk once more, as they are in the dark.
import { desk } from './pages.mjs';

export const name = 'every page of the desk is drawn and accessible in the dark';

export default async function run(story) {
  await desk(story, 'dark');
}
