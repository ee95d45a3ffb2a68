# Pictures of 3 x 2 pixels, stored as Pillow stores them. Red is the number of the pixel times 40 (0 1 2 / 3 4 5).
from PIL import Image
import numpy as np
import struct

stored = np.zeros((2, 3, 3), np.uint8)
stored[..., 0] = np.arange(6).reshape(2, 3) * 40
picture = Image.fromarray(stored)
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x112] = orientation
    picture.save('exif%d.webp' % orientation, lossless=True, exif=exif.tobytes())
    picture.save('exif%d.tif' % orientation, tiffinfo={0x112: orientation})
picture.save('several.tif', save_all=True, append_images=[picture.rotate(180)])
clear = picture.convert('RGBA')
clear.putalpha(Image.fromarray(np.array([[0, 128, 255], [255, 255, 255]], np.uint8)))
clear.save('clear.tif')
opaque = picture.convert('RGBA')
opaque.save('opaque.tif')
picture.convert('CMYK').resize((24, 16), Image.NEAREST).save('cmyk.jpg', quality=98)
Image.fromarray(np.array([[0, 0.0031308, 0.5], [1, 2, -1]], np.float32)).save('linear.tif')
open('linear.pfm', 'wb').write(b'PF\n1 2\n-1.0\n' + struct.pack('<6f', 0, 0, 0, 0.25, 0.5, 1))
