/** The dialogs of the bench check, as the table of dialogs wants them. */
import { CameraCalibrationDialog } from './cameraCalibrationDialog.tsx';
import { ChooseBenchDialog } from './chooseBenchDialog.tsx';
import { EnvelopeDialog } from './envelopeDialog.tsx';
import { ServoCalibrationDialog } from './servoCalibrationDialog.tsx';
import { StopTestDialog } from './stopTestDialog.tsx';

export const checkDialogs = (close: () => void) =>
  ({
    stopTest: {
      title: 'Test the stop',
      widthPx: 560,
      body: () => <StopTestDialog onDone={close} />,
    },
    envelope: {
      title: 'Envelope of the bench',
      widthPx: 1080,
      body: () => <EnvelopeDialog onDone={close} />,
    },
    chooseBench: {
      title: 'Choose the bench',
      widthPx: 980,
      body: () => <ChooseBenchDialog onDone={close} />,
    },
    servoCalibration: {
      title: 'Calibrate the servos',
      widthPx: 860,
      body: () => <ServoCalibrationDialog onDone={close} />,
    },
    cameraCalibration: {
      title: 'Calibrate the cameras',
      widthPx: 980,
      body: () => <CameraCalibrationDialog onDone={close} />,
    },
  }) as const;
