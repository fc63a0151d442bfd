// Rim: the program that builds all images below images/. Prints what it does.
import { exitCodeOf, messageOf } from "../../core/errors.ts";
import { connect } from "./engine.ts";
import { buildAllImages } from "./images.ts";

try {
  await buildAllImages(await connect(), (message) => process.stdout.write(`${message}\n`));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = exitCodeOf(error);
}
